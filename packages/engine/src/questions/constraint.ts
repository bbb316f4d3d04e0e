import type { ConstraintAnswer, ConstraintCandidate, ConstraintPlan } from '@desirepath/schema';
import type { ChainCounts } from '../constraint/chain-counts.ts';
import { chainQueries } from '../constraint/chain-queries.ts';
import { constraintCaveats } from '../constraint/constraint-caveats.ts';
import { constraintChain } from '../constraint/constraint-chain.ts';
import { constraintSentence } from '../constraint/constraint-sentence.ts';
import { foldChainCounts } from '../constraint/fold-chain-counts.ts';
import { type JudgedStep, judgeChain } from '../constraint/judge-chain.ts';
import { historyText, targetText } from '../constraint/reference-text.ts';
import type { CompiledStage } from '../map/compiled-map.ts';
import { answerCommon } from './answer-common.ts';
import { resolvePeriod } from './period.ts';
import { PlanError } from './plan-error.ts';
import type { Question, QuestionContext } from './question.ts';

const WEEK = 7 * 86_400_000;

/**
 * The one step whose restoration to a reachable reference releases the most orders.
 *
 * The chain is the stages up to the goal that are not optional; a step leads from one to any later one, inside the
 * stage's window. Journeys count in the period in which they began, and those still on their way are censored, not lost.
 * Throughput is orders a week: the sum over segments of the journeys that entered the chain times the product of their
 * step conversions, which is exactly the number of journeys that reached the goal once every window has passed.
 * The gain of a stage is throughput with only that stage restored, less throughput, signed. It is an association: only an
 * experiment shows what a repair does.
 * @throws PlanError for a period that is open at its beginning, or has not begun
 */
export function constraintQuestion(plan: ConstraintPlan, context: QuestionContext): Question {
  const asked = resolvePeriod(plan.period, context.now);
  if (asked.from === null) {
    throw new PlanError(
      'The constraint needs a period with a beginning, for what came before is its history; write { "last": "7d" } or give "from".',
      'period.from',
      undefined,
    );
  }
  // What is yet to come cannot be judged.
  const span = { from: asked.from, to: Math.min(asked.to ?? context.now, context.now) };
  if (span.to <= span.from) {
    throw new PlanError(
      `The period begins at ${new Date(span.from).toISOString()}, which is not in the past; choose an earlier one.`,
      'period.from',
      new Date(span.from).toISOString(),
    );
  }
  const chain = constraintChain(context.map);
  const references = chain.slice(0, -1).map((stage) => referenceOf(plan, stage));
  const periods = plan.history;

  return {
    queries: chain.length < 2 ? {} : chainQueries(plan, context, chain, span, periods),
    answer({ steps = [], orders = [] }): ConstraintAnswer {
      const counts = foldChainCounts(steps, orders, {
        steps: references.length,
        periods: periods + 1,
        currency: context.currency,
      });
      const judged = judgeChain(counts, { references, draws: plan.draws, seed: plan.seed });
      const perWeek = WEEK / (span.to - span.from);
      const candidates = judged.steps.map((step, index) =>
        candidateOf(chain[index] as CompiledStage, step, {
          counts,
          perWeek,
          currency: context.currency,
          target: references[index] ?? null,
          history: historyText(Math.max(1, judged.periods), span.to - span.from),
        }),
      );
      const constraint = judged.constraint === null ? null : (candidates[judged.constraint] ?? null);
      const ranked = candidates.toSorted((a, b) => b.gain - a.gain || a.number - b.number);
      const entrants = judged.entrants.reduce((sum, count) => sum + count, 0);
      return {
        plan: 'constraint',
        ...answerCommon(context, span),
        throughput: judged.throughput * perWeek,
        constraint,
        sentence: constraintSentence({
          constraint,
          candidates: ranked,
          stages: context.map.stages.length,
          entrants,
          throughput: judged.throughput * perWeek,
          segmentBy: plan.segment_by,
          hasReference: judged.steps.some((step) => step.reference !== null),
        }),
        candidates: ranked,
        caveats: constraintCaveats({ plan, chain, judged, entrants }),
      };
    },
  };
}

function referenceOf(plan: ConstraintPlan, stage: CompiledStage): number | 'history' | null {
  if (plan.reference === 'history') return 'history';
  return stage.targetConversion ?? (plan.reference === 'target' ? null : 'history');
}

interface CandidateParts {
  counts: ChainCounts;
  perWeek: number;
  currency: string;
  target: number | 'history' | null;
  history: string;
}

function candidateOf(stage: CompiledStage, step: JudgedStep, parts: CandidateParts): ConstraintCandidate {
  const { counts, perWeek, currency, target, history } = parts;
  const value = counts.segments.reduce(
    (sum, segment, index) => sum + (step.segments[index] ?? 0) * segment.orderValue,
    0,
  );
  return {
    number: stage.number,
    stage: stage.id,
    name: stage.name,
    probability: step.probability,
    gain: step.gain * perWeek,
    interval: [step.interval[0] * perWeek, step.interval[1] * perWeek],
    gain_value: { currency, amount: Math.round(value * perWeek * 100) / 100, other: [] },
    regret: step.regret * perWeek,
    conversion: step.conversion,
    reference_conversion: step.referenceConversion,
    reference: referenceNote(step, target, history),
    segments: step.measured
      .map((measured, index) => ({
        segment: counts.segments[index]?.segment ?? '',
        entered: measured.entered,
        conversion: measured.conversion,
        reference_conversion: measured.referenceConversion,
        gain: (step.segments[index] ?? 0) * perWeek,
      }))
      .sort((a, b) => b.gain - a.gain),
  };
}

/** Which reference it is, always said; where there is none, that the level was left as it is. */
function referenceNote(
  step: JudgedStep,
  target: CandidateParts['target'],
  history: string,
): ConstraintCandidate['reference'] {
  if (step.reference === 'target' && typeof target === 'number') return { kind: 'target', text: targetText(target) };
  if (step.reference === 'history') return { kind: 'history', text: history };
  return target === 'history'
    ? { kind: 'history', text: 'none: there is no history' }
    : { kind: 'target', text: 'none: the map has no target here' };
}
