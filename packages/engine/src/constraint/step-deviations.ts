import type { ConstraintPlan, StepDeviation } from '@desirepath/schema';
import { mapAutomaton } from '../conformance/map-automaton.ts';
import { measure } from '../conformance/measure.ts';
import { codebook } from '../questions/codebook.ts';
import { foldVariants, variantQueries } from '../questions/counted-variants.ts';
import type { Question, QuestionContext, Row } from '../questions/question.ts';
import { agedHistory } from './aged-history.ts';
import type { ChainScope } from './chain-journeys.ts';
import { compareShares } from './compare-shares.ts';

/** The sequences of the journeys that began in the judged period, and of those of its history at the same age. */
export function deviationQueries(
  plan: Pick<ConstraintPlan, 'filter'>,
  scope: ChainScope,
  context: QuestionContext,
): Question['queries'] {
  const now = variantQueries(plan.filter, scope.span, context).variants;
  const before = variantQueries(undefined, scope.span, { ...context, journeys: agedHistory(scope, context) }).variants;
  return now === undefined || before === undefined ? {} : { variants: now, variants_before: before };
}

/**
 * What journeys do in each stage otherwise than the map has it (optimal alignments), beside how often they did before.
 * @returns by number of the stage; what has grown most first
 */
export function stepDeviations(
  rows: { now: readonly Row[]; before: readonly Row[] },
  context: QuestionContext,
): Map<number, StepDeviation[]> {
  const { automaton } = mapAutomaton(context.map);
  const stages: number[] = [];
  for (const { code, stage } of context.map.touchpoints) stages[code] = stage;
  const [now, before] = [rows.now, rows.before].map((some) => measure(automaton, stages, foldVariants(some, [])));
  const book = codebook(context);
  const found = new Map<number, { score: number; told: StepDeviation }[]>();
  for (const { kind, symbol, tally } of now?.deviations ?? []) {
    const { stage, touchpoint } = book.touchpoint(symbol);
    if (kind === 'early_exit' || stage === 0) continue;
    const { journeys } = tally;
    const same = before?.deviations.find((other) => other.kind === kind && other.symbol === symbol);
    const { score, ...shares } = compareShares(journeys, same?.tally.journeys ?? 0, {
      judged: now?.all.journeys ?? 0,
      history: before?.all.journeys ?? 0,
    });
    found.set(stage, [...(found.get(stage) ?? []), { score, told: { kind, touchpoint, journeys, ...shares } }]);
  }
  return new Map(
    [...found].map(([stage, all]) => [stage, all.sort((a, b) => b.score - a.score).map(({ told }) => told)]),
  );
}
