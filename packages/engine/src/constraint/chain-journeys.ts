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
  /** Periods of history, right before it and as long. */
  periods: number;
}

/** SQL condition: journeys of the judged period, or of it and its history. */
export function chainWhere({ plan, span, periods }: ChainScope, params: Params, history: boolean): string {
  const from = history ? span.from - periods * (span.to - span.from) : span.from;
  return `${spanText('start', { from, to: span.to }, params)} AND ${filterText(plan.filter, params)}`;
}

/**
 * SQL of the journeys that came to the chain, in the judged period or its history: `period` (0 is the judged one, i the
 * i-th before it), `segment`, `start_ms`, `age`, `length`, `over`, the columns asked for, and `reached`: when the journey
 * first reached stage k of the chain or a later one, ms since its start, {@link NEVER} for never.
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
  const judged = params.add('judged', 'Int64', span.from);
  const length = params.add('length', 'Int64', span.to - span.from);
  return `SELECT
  *, if(start_ms >= ${judged}, 0, 1 + intDiv(${judged} - 1 - start_ms, ${length})) AS period
FROM (
  SELECT
    ${columns.map((column) => `${column}, `).join('')}${moments.start} AS start_ms, ${dimensionText(plan.segment_by)} AS segment,
    ${moments.age} AS age, ${moments.length} AS length, ${moments.over} AS over,
    arrayMap(n -> if(stage_first[n] < 0, toInt64(${NEVER}), stage_first[n]), ${stages}) AS firsts,
    arrayMap(k -> arrayMin(arraySlice(firsts, k)), arrayEnumerate(firsts)) AS reached
  FROM (${params.include(context.journeys)})
  WHERE ${chainWhere(scope, params, true)}
)
WHERE reached[1] < ${NEVER}`;
}
