import { durationMs, type SessionsAnswer, type SessionsPlan } from '@desirepath/schema';
import { codeExpression } from '../stitch/code-expression.ts';
import { OPENED_BY, type SessionRules } from '../stitch/visitor-sessions.ts';
import { answerCommon } from './answer-common.ts';
import { askedConditions, metBy } from './asked-condition.ts';
import { filterText, spanText } from './filter.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list as listOf, num, text } from './row-values.ts';
import { filteredDimensions, type SessionDimension, sessionRows } from './session-rows.ts';
import { touchpointMarks } from './touchpoint-marks.ts';

type Listed = SessionsAnswer['list'][number];

/**
 * Events lie in the order of their visitors, so one history after the other can be made, and is over, in small blocks: without this all
 * of them are in memory at once, which for 20 million events is more than two gigabytes.
 */
const ONE_BY_ONE = 'SETTINGS optimize_aggregation_in_order = 1, max_block_size = 16384';

/** What is told of a session that is listed. */
const LISTED = ['source', 'medium', 'campaign', 'device'] as const;

/**
 * The sessions that began in the period, cut by the map's rules or by those of the plan; the newest first where they are
 * listed. Filters look at a session's own dimensions: those of its first event that knows them, `returning` for all but
 * the visitor's first session.
 */
export function sessionsQuestion(plan: SessionsPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const rules: SessionRules = {
    gapMs: plan.gap === undefined ? context.map.sessionGapMs : durationMs(plan.gap),
    onCampaign: plan.on_campaign ?? context.map.sessionOnCampaign,
  };
  const params = new Params('q_');
  const conditions = askedConditions(plan.where, context);
  const named = conditions.some(({ codes }) => codes.length > 0);
  const { events, columns } = touchpointMarks({ conditions }, params);
  const code: Record<string, string> = named ? { code: params.include(codeExpression(context)) } : {};
  const filtered = filteredDimensions(plan.filter);
  const met = (dimensions: readonly SessionDimension[], visitors?: string): string => {
    const more = { events: { ...code, ...events }, columns };
    return `FROM (${sessionRows(context.site, span, rules, params, { dimensions, more, visitors })})
WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)} AND ${metBy(conditions)}`;
  };
  const totals = params.sql(`SELECT toFloat64(count()) AS sessions, toFloat64(uniqExact(visitor_id)) AS visitors,
  toFloat64(sum(events)) AS events,
  quantilesExactInclusive(0.5, 0.9)(toFloat64(duration)) AS durations
${met(filtered)}
${ONE_BY_ONE}`);
  const newest = `ORDER BY start DESC, visitor_id, nth DESC
LIMIT ${params.add('limit', 'UInt32', plan.limit)}`;
  // More is told of the few that are listed than is needed to find them.
  const list = params.sql(`SELECT visitor_id, toFloat64(toUnixTimestamp64Milli(start)) AS start_ms,
  toFloat64(duration) AS duration_ms, toFloat64(events) AS events, opened_by, ${LISTED.join(', ')}
${met([...new Set([...LISTED, ...filtered])], `SELECT visitor_id ${met(filtered)}\n${newest}`)}
${newest}
${ONE_BY_ONE}`);
  const queries = plan.list ? { totals, list } : { totals };

  return {
    queries,
    answer({ totals: total = [], list: rows = [] }): SessionsAnswer {
      const row = total[0];
      const sessions = num(row, 'sessions');
      const [median = 0, p90 = 0] = listOf(row, 'durations').map((value) => Math.round(Number(value ?? 0)));
      return {
        plan: 'sessions',
        ...answerCommon(context, span, plan.list ? [{ what: 'sessions', count: sessions - rows.length }] : []),
        sessions,
        visitors: num(row, 'visitors'),
        events: num(row, 'events'),
        duration_ms: { median, p90 },
        list: rows.map(listed),
      };
    },
  };
}

function listed(row: Row): Listed {
  const start = num(row, 'start_ms');
  return {
    visitor: text(row, 'visitor_id'),
    start: new Date(start).toISOString(),
    end: new Date(start + num(row, 'duration_ms')).toISOString(),
    events: num(row, 'events'),
    opened_by: (OPENED_BY[num(row, 'opened_by')] || 'first') as Listed['opened_by'],
    source: text(row, 'source'),
    medium: text(row, 'medium'),
    campaign: text(row, 'campaign'),
    device: text(row, 'device'),
  };
}
