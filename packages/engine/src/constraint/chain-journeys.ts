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
}

const WEEK = 7 * 86_400_000;

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
 * SQL expression: the period that a moment (Int64 expression, ms since 1970) lies in: 0 is the judged one, i the i-th
 * before it, -1 is none of them.
 */
export function periodText(at: string, { span, periods }: ChainScope, params: Params): string {
  const length = params.add('length', 'Int64', span.to - span.from);
  const stride = params.add('stride', 'Int64', periodStride(span));
  const depth = params.add('depth', 'Int64', periods * periodStride(span) + span.to - span.from);
  // Counted back from the last moment of the judged period.
  const back = `(${params.add('last', 'Int64', span.to - 1)} - (${at}))`;
  return `if(${back} >= 0 AND ${back} < ${depth} AND ${back} % ${stride} < ${length}, intDiv(${back}, ${stride}), -1)`;
}

/**
 * SQL of the journeys that were at a step of the chain in the judged period or its history: `segment`, `start_ms`, `age`,
 * `length`, `over`, the columns asked for, and `reached`: when the journey first reached stage k of the chain or a later
 * one, ms since its start, {@link NEVER} for never.
 */
export function chainJourneys(
  scope: ChainScope,
  context: QuestionContext,
  params: Params,
  columns: readonly string[] = [],
): string {
  const { plan, chain, span } = scope;
  const moments = journeyMoments(context, params);
  const stages = params.add(
    'chain',
    'Array(UInt8)',
    chain.map((stage) => stage.number),
  );
  return `SELECT *
FROM (
  SELECT
    ${columns.map((column) => `${column}, `).join('')}${moments.start} AS start_ms, ${dimensionText(plan.segment_by)} AS segment,
    ${moments.age} AS age, ${moments.length} AS length, ${moments.over} AS over,
    arrayMap(n -> if(stage_first[n] < 0, toInt64(${NEVER}), stage_first[n]), ${stages}) AS firsts,
    arrayMap(k -> arrayMin(arraySlice(firsts, k)), arrayEnumerate(firsts)) AS reached
  FROM (${params.include(context.journeys)})
  WHERE ${spanText('start', { from: null, to: span.to }, params)}
    AND end >= fromUnixTimestamp64Milli(${params.add('since', 'Int64', historyStart(scope))}, 'UTC')
    AND ${filterText(plan.filter, params)}
)
WHERE reached[1] < ${NEVER}`;
}
