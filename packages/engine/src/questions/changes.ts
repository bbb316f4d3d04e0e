import type { ChangesAnswer, ChangesPlan } from '@desirepath/schema';
import { judgedSpan } from '../constraint/judged-span.ts';
import { falseDiscovery } from '../statistics/false-discovery.ts';
import { normalTail } from '../statistics/normal-tail.ts';
import { quantile } from '../statistics/quantile.ts';
import { shareDifference } from '../statistics/share-difference.ts';
import { agedVariants } from './aged-variants.ts';
import { answerCommon } from './answer-common.ts';
import { codebook } from './codebook.ts';
import { Params } from './params.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { list, num } from './row-values.ts';

/** Both periods together must have this many journeys with it: with fewer, nothing could be told. */
const LEAST_JOURNEYS = 10;
/** Variants compared, the most frequent. */
const MOST_VARIANTS = 5000;
/** Median of a squared standard normal variable. */
const MEDIAN_SQUARE = 0.4549;

/**
 * What is new, gone, more or less frequent than in the period of equal length before. Each transition (journeys that walk
 * it) and each variant is compared by what chance leaves beside its counts, exactly, however few they are. Ordinary weeks
 * differ by more than chance, so the spread of all differences is measured first (by their median, which a few real changes
 * do not move) and set aside; the bound on false discoveries holds over all that was compared.
 * Both periods are seen at the same age, so that what is yet to come of a journey does not look like a change.
 * @throws PlanError for a period that is open at its beginning, or has not begun
 */
export function changesQuestion(plan: ChangesPlan, context: QuestionContext): Question {
  const span = judgedSpan(plan.period, context.now);
  const before = { from: span.from - (span.to - span.from), to: span.from };
  const book = codebook(context);
  const variants = (params: Params): string => agedVariants(plan, context, { span, before }, params);
  const sums = `toFloat64(sumIf(journeys, now)) AS journeys_now, toFloat64(sumIf(journeys, NOT now)) AS journeys_before,
  toFloat64(sumIf(goals, now)) AS goals_now, toFloat64(sumIf(goals, NOT now)) AS goals_before`;
  // All that is too rare becomes one row with an empty walk.
  const common = (counted: string): string => `SELECT
  walk, toFloat64(count()) AS walks,
  sum(journeys_now) AS journeys_now, sum(journeys_before) AS journeys_before, sum(goals_now) AS goals_now, sum(goals_before) AS goals_before
FROM (
SELECT *, if(journeys_now + journeys_before >= ${LEAST_JOURNEYS}, codes, CAST([], 'Array(UInt8)')) AS walk
FROM (${counted})
)
GROUP BY walk`;
  const order = 'ORDER BY empty(walk) DESC, journeys_now + journeys_before DESC, walk';

  const t = new Params('q_');
  const transitions = t.sql(`${common(`SELECT [edge.1, edge.2] AS codes, ${sums}
FROM (
  SELECT now, journeys, goals, arrayJoin(arrayDistinct(arrayZip(arrayPopBack(codes), arrayPopFront(codes)))) AS edge
  FROM (${variants(t)})
)
GROUP BY edge`)}
${order}`);
  const v = new Params('q_');
  const sequences = v.sql(`SELECT *, toFloat64(countIf(notEmpty(walk)) OVER ()) AS variants,
  sum(journeys_now) OVER () AS all_now, sum(journeys_before) OVER () AS all_before
FROM (${common(`SELECT codes, ${sums}
FROM (${variants(v)})
GROUP BY codes`)})
${order}
LIMIT ${MOST_VARIANTS} BY empty(walk)`);

  return {
    queries: { transitions, sequences },
    answer({ transitions: allEdges = [], sequences: allWalks = [] }): ChangesAnswer {
      const [edges, walks] = [commonOf(allEdges), commonOf(allWalks)];
      const sizes = { now: num(allWalks[0], 'all_now'), before: num(allWalks[0], 'all_before') };
      const compared = [
        ...edges.map((row) => ({ kind: 'transition' as const, row, score: scoreOf(row, sizes) })),
        ...walks.map((row) => ({ kind: 'variant' as const, row, score: scoreOf(row, sizes) })),
      ];
      // Nothing can be compared with a period in which there was nobody.
      const usable = sizes.now > 0 && sizes.before > 0 ? compared : [];
      const dispersion = dispersionOf(usable.map(({ score }) => score));
      const pValues = usable.map(({ score }) => Math.min(1, 2 * normalTail(Math.abs(score) / Math.sqrt(dispersion))));
      const qValues = falseDiscovery(pValues);
      const told = usable
        .map((one, index) => ({ ...one, p: pValues[index] ?? 1, q: qValues[index] ?? 1 }))
        .filter(({ q }) => q <= plan.false_discovery)
        .sort((one, other) => one.p - other.p || Math.abs(other.score) - Math.abs(one.score));
      return {
        plan: 'changes',
        ...answerCommon(context, span, [
          { what: 'changes', count: told.length - plan.limit },
          { what: 'variants', count: num(walks[0], 'variants') - walks.length },
          { what: `transitions of fewer than ${LEAST_JOURNEYS} journeys`, count: rareIn(allEdges) },
          { what: `variants of fewer than ${LEAST_JOURNEYS} journeys`, count: rareIn(allWalks) },
          { what: 'journeys whose variants were not compared', count: sizes.now + sizes.before - journeysOf(walks) },
        ]),
        before: { from: new Date(before.from).toISOString(), to: new Date(before.to).toISOString() },
        journeys: sizes.now,
        journeys_before: sizes.before,
        compared: usable.length,
        dispersion,
        changes: told.slice(0, plan.limit).map(({ kind, row, score, p, q }) => {
          const [now, was] = [num(row, 'journeys_now'), num(row, 'journeys_before')];
          return {
            kind,
            change: was === 0 ? 'new' : now === 0 ? 'vanished' : score > 0 ? 'more' : 'fewer',
            touchpoints: list(row, 'walk').map((code) => book.touchpoint(Number(code)).touchpoint),
            journeys: now,
            share: now / sizes.now,
            journeys_before: was,
            share_before: was / sizes.before,
            conversion: now === 0 ? null : num(row, 'goals_now') / now,
            conversion_before: was === 0 ? null : num(row, 'goals_before') / was,
            p_value: p,
            q_value: q,
          };
        }),
      };
    },
  };
}

const isRare = (row: Row): boolean => list(row, 'walk').length === 0;

const commonOf = (rows: readonly Row[]): Row[] => rows.filter((row) => !isRare(row));

/** How many were too rare to be compared. */
const rareIn = (rows: readonly Row[]): number => num(rows.find(isRare), 'walks');

const journeysOf = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + num(row, 'journeys_now') + num(row, 'journeys_before'), 0);

/** How far a row's counts are from each other, in standard deviations of chance. */
const scoreOf = (row: Row, sizes: { now: number; before: number }): number =>
  shareDifference(
    { count: num(row, 'journeys_now'), size: sizes.now },
    { count: num(row, 'journeys_before'), size: sizes.before },
  );

function dispersionOf(scores: readonly number[]): number {
  if (scores.length === 0) return 1;
  const squares = scores.map((score) => score * score).sort((one, other) => one - other);
  return Math.max(1, quantile(squares, 0.5) / MEDIAN_SQUARE);
}
