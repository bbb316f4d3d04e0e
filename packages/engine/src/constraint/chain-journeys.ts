import type { ConstraintPlan } from '@desirepath/schema';
import type { CompiledStage } from '../map/compiled-map.ts';
import { dimensionText, filterText, spanText } from '../questions/filter.ts';
import { journeyMoments } from '../questions/journey-moments.ts';
import type { Params } from '../questions/params.ts';
import type { QuestionContext } from '../questions/question.ts';

/** A moment that no journey reaches, ms after its start. */
const NEVER = '4611686018427387904';

/** What a question about the chain looks at. */
export interface ChainScope {
  plan: Pick<ConstraintPlan, 'filter' | 'segment_by'>;
  chain: readonly CompiledStage[];
  /** The judged period, both ends known. */
  span: { from: number; to: number };
  /** Periods of history, each whole weeks before the judged one and as long. */
  periods: number;
  /** Whether the same weeks a year before are looked at as well; see {@link lastYearPeriods}. */
  lastYear?: boolean;
}

const WEEK = 7 * 86_400_000;
/** Whole weeks, so that the days of the week are the same. */
const YEAR = 52 * WEEK;

/**
 * Time from one period to the next: the length in whole weeks, so that each period of history has the same days of the
 * week, and hours, as the judged one.
 */
export function periodStride({ from, to }: ChainScope['span']): number {
  return Math.ceil((to - from) / WEEK) * WEEK;
}

/** The first moment that the history looks at, ms since 1970. */
export function historyStart({ span, periods }: ChainScope): number {
  return span.from - periods * periodStride(span);
}

/**
 * How many periods of a year before tell the season: the one after that of the judged period, that one, and those before it.
 * None where history reaches so far back that they are part of it.
 */
export function lastYearPeriods({ span, periods }: ChainScope): number {
  return (periods + 1) * periodStride(span) + (span.to - span.from) > YEAR ? 0 : periods + 2;
}

/** SQL expression: how long before the last moment of the judged period a moment (ms since 1970) was; Int64. */
export function backText(at: string, { span }: ChainScope, params: Params): string {
  return `${params.add('last', 'Int64', span.to - 1)} - (${at})`;
}

/**
 * SQL of the columns of a relation and `period`, which a moment `back` (see {@link backText}) lies in: 0 is the judged one, i
 * the i-th before it; those of a year before follow, the latest first. What lies in none of them is left out.
 */
export function inPeriods(relation: string, scope: ChainScope, params: Params): string {
  const { span, periods } = scope;
  const length = params.add('length', 'Int64', span.to - span.from);
  const stride = params.add('stride', 'Int64', periodStride(span));
  const depth = params.add('depth', 'Int64', periods * periodStride(span) + span.to - span.from);
  const kept = (end: string) => `gone >= 0 AND gone < ${end} AND gone % ${stride} < ${length}`;
  if (scope.lastYear !== true) {
    return `SELECT *, intDiv(gone, ${stride}) AS period FROM (SELECT *, back AS gone FROM (${relation})) WHERE ${kept(depth)}`;
  }
  // The year before begins where history has ended; see lastYearPeriods.
  const year = params.add('year', 'Int64', YEAR - periodStride(span));
  const end = params.add('year_depth', 'Int64', (periods + 1) * periodStride(span) + span.to - span.from);
  return `SELECT *, intDiv(gone, ${stride}) + if(back < ${depth}, 0, ${periods + 1}) AS period
FROM (SELECT *, if(back < ${depth}, back, back - ${year}) AS gone FROM (${relation}))
WHERE ${kept(end)}`;
}

/** SQL over {@link reachedText}: the journey came to the chain. */
export const IN_CHAIN = `reached[1] < ${NEVER}`;

/**
 * SQL of the column `reached` over those of a journey: when it first reached stage k of the chain or a later one, ms since its
 * start, {@link NEVER} for never.
 */
export function reachedText(chain: ChainScope['chain']): string {
  // One column a stage, from the last one back: a lambda over the rest of the stages inside one over the stages takes ten times as long.
  const reached = chain.map((stage, k) => {
    const first = `if(stage_first[${stage.number}] < 0, toInt64(${NEVER}), stage_first[${stage.number}])`;
    return `${k === chain.length - 1 ? first : `least(${first}, reached_${k + 2})`} AS reached_${k + 1}`;
  });
  return `${reached.toReversed().join(',\n    ')},
    [${chain.map((_, k) => `reached_${k + 1}`).join(', ')}] AS reached`;
}

/**
 * SQL of the journeys that were at a step of the chain in the judged period or its history: `segment`, `start_ms`, `age`,
 * `length`, `over` and `reached`, see {@link reachedText}.
 */
export function chainJourneys(scope: ChainScope, context: QuestionContext, params: Params): string {
  const { plan, chain, span } = scope;
  const moments = journeyMoments(context, params);
  return `SELECT *
FROM (
  SELECT
    ${moments.start} AS start_ms, ${dimensionText(plan.segment_by)} AS segment,
    ${moments.age} AS age, ${moments.length} AS length, ${moments.over} AS over,
    ${reachedText(chain)}
  FROM (${params.include(context.journeys)})
  WHERE ${spanText('start', { from: null, to: span.to }, params)}
    AND ${lookedAt(scope, params)}
    AND ${filterText(plan.filter, params)}
)
WHERE ${IN_CHAIN}`;
}

/** SQL condition on journeys: they were under way in the judged period, its history or the same weeks of the year before. */
function lookedAt(scope: ChainScope, params: Params): string {
  const moment = (name: string, ms: number) => `fromUnixTimestamp64Milli(${params.add(name, 'Int64', ms)}, 'UTC')`;
  const recent = `end >= ${moment('since', historyStart(scope))}`;
  if (scope.lastYear !== true) return recent;
  const until = moment('year_to', scope.span.to - YEAR + periodStride(scope.span));
  return `(${recent} OR (end >= ${moment('year_since', historyStart(scope) - YEAR)} AND start < ${until}))`;
}
