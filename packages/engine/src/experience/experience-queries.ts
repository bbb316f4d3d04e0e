import type { StagesPlan } from '@desirepath/schema';
import { filterText, spanText } from '../questions/filter.ts';
import { Params } from '../questions/params.ts';
import type { Span } from '../questions/period.ts';
import type { Question, QuestionContext } from '../questions/question.ts';
import type { Sql } from '../sql.ts';
import { backAndForth } from './back-and-forth.ts';
import { eventsInStages } from './events-in-stages.ts';
import { troublesText, watchedText } from './trouble.ts';

/** How the rows are grouped. */
export interface ExperienceSegments {
  /** SQL of a journey's segment; undefined: there are none. */
  by: string | undefined;
  /** Of the segments the largest so many are told; over all of them everything is. */
  most: number;
}

/**
 * The queries behind how shoppers fared. `trouble`: for each stage, and each of the largest segments, how many journeys met
 * each kind, and any (`any` = 1), and how often it happened. `said`: the answers to surveys, by kind and score. `watched`:
 * one row where the site sent anything in the period that shows that trouble would have been told.
 * Rows with `every` = 1 are of all journeys.
 */
export function experienceQueries(
  plan: Pick<StagesPlan, 'filter'>,
  context: QuestionContext,
  span: Span,
  segments: ExperienceSegments,
): Question['queries'] {
  const segment = segments.by ?? "''";

  const t = new Params('q_');
  const { where, signal } = troublesText(t);
  const linger = context.map.sessionGapMs;
  const met = eventsInStages(
    { where, columns: { signals: signal }, lingerMs: linger },
    plan,
    context,
    span,
    segment,
    t,
  );
  const trouble = grouped(
    `SELECT segment, stage, arrayJoin(signals) AS signal, person_id, number, event_id, 1 AS happened FROM (${met})
  UNION ALL
  SELECT segment, stage, 'back_and_forth', person_id, number, toUUID('00000000-0000-0000-0000-000000000000'), 0 FROM (${backAndForth(plan, context, span, segment, t)})`,
    {
      by: ['signal'],
      also: [[]],
      columns: `signal, toUInt8(grouping(signal)) AS any, toFloat64(uniqExact(person_id, number)) AS journeys,
  toFloat64(uniqExactIf(event_id, happened = 1)) AS events`,
    },
    { plan, context, span, segments, params: t },
  );

  const s = new Params('q_');
  const answers = eventsInStages(
    {
      where: "name = 'survey'",
      columns: { kind: "props['kind']", score: "if(mapContains(nums, 'score'), toFloat64(nums['score']), -1)" },
    },
    plan,
    context,
    span,
    segment,
    s,
  );
  const said = grouped(
    answers,
    { by: ['kind', 'score'], also: [], columns: 'kind, score, toFloat64(uniqExact(event_id)) AS count' },
    { plan, context, span, segments, params: s },
  );

  const w = new Params('q_');
  const watched = w.sql(`SELECT 1 AS watched FROM events
WHERE site = ${w.add('site', 'String', context.site)} AND ${watchedText(w)} AND ${spanText('time', span, w)}
LIMIT 1`);
  return { trouble, said, watched };
}

interface Grouping {
  /** Columns by which rows are told apart, beside segment and stage. */
  by: readonly string[];
  /** Coarser sets of them, told as well. */
  also: readonly (readonly string[])[];
  columns: string;
}

interface Asked {
  plan: Pick<StagesPlan, 'filter'>;
  context: QuestionContext;
  span: Span;
  segments: ExperienceSegments;
  params: Params;
}

/** Rows put together by stage, over all journeys and for each of the largest segments. */
function grouped(rows: string, { by, also, columns }: Grouping, { plan, context, span, segments, params }: Asked): Sql {
  const sets = [by, ...also].map((names) => ['stage', ...names]);
  const split = segments.by !== undefined;
  const all = [...sets, ...(split ? sets.map((names) => ['segment', ...names]) : [])];
  const text = `SELECT ${split ? 'segment, toUInt8(grouping(segment))' : "'' AS segment, toUInt8(1)"} AS every, stage, ${columns}
FROM (
  ${rows}
)
GROUP BY GROUPING SETS (${all.map((names) => `(${names.join(', ')})`).join(', ')})`;
  const order = `ORDER BY every DESC, segment, stage, ${by.join(', ')}`;
  if (!split) return params.sql(`${text}\n${order}`);
  return params.sql(`SELECT * FROM (
${text}
)
WHERE every = 1 OR segment IN (
  SELECT ${segments.by} AS segment FROM (${params.include(context.journeys)})
  WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}
  GROUP BY segment ORDER BY count() DESC, segment LIMIT ${segments.most}
)
${order}`);
}
