import type {
  ConstraintAnswer,
  ConstraintCandidate,
  ConstraintPlan,
  NextConstraint,
  StepDeviation,
} from '@desirepath/schema';
import type { ChainCounts } from '../constraint/chain-counts.ts';
import { lastYearPeriods, periodStride } from '../constraint/chain-journeys.ts';
import { chainPast } from '../constraint/chain-past.ts';
import { chainQueries } from '../constraint/chain-queries.ts';
import { constraintCaveats } from '../constraint/constraint-caveats.ts';
import { constraintChain } from '../constraint/constraint-chain.ts';
import { constraintSentence } from '../constraint/constraint-sentence.ts';
import { experimentFor, explainChange, explainStep } from '../constraint/explain-step.ts';
import { foldChainCounts, rareSegments } from '../constraint/fold-chain-counts.ts';
import { foldSignals } from '../constraint/fold-signals.ts';
import { gainDraws, type StepGain } from '../constraint/gain-draws.ts';
import { type JudgedChain, type JudgedStep, judgeChain, type Reference } from '../constraint/judge-chain.ts';
import { judgedSpan } from '../constraint/judged-span.ts';
import { ordersWorth } from '../constraint/orders-worth.ts';
import { historyText, seasonalText, segmentsText, targetText } from '../constraint/reference-text.ts';
import { signalQueries } from '../constraint/signal-queries.ts';
import { deviationQueries, stepDeviations } from '../constraint/step-deviations.ts';
import type { CompiledStage } from '../map/compiled-map.ts';
import { createRandom } from '../statistics/random.ts';
import { answerCommon } from './answer-common.ts';
import type { Question, QuestionContext } from './question.ts';

const WEEK = 7 * 86_400_000;

/**
 * The one step whose restoration to a reachable reference releases the most orders.
 *
 * The chain is the stages up to the goal that are not optional; a step leads from one to any later one, inside the
 * stage's window. A journey counts at each step in the period in which it came there, and while it is still on its way it
 * is censored, not lost. Throughput is orders a week: the sum over segments of the journeys that entered the chain times
 * the product of the step conversions of the period, which is what comes out if things stay as they were in it.
 * The gain of a stage is throughput with only that stage restored, less throughput, signed. It is an association: only an
 * experiment shows what a repair does.
 * @throws PlanError for a period that is open at its beginning, or has not begun
 */
export function constraintQuestion(plan: ConstraintPlan, context: QuestionContext): Question {
  const span = judgedSpan(plan.period, context.now);
  const chain = constraintChain(context.map);
  const references = chain.slice(0, -1).map((stage) => referenceOf(plan, stage));
  const periods = plan.history;
  const scope = { plan, chain, span, periods };
  const lastYear = lastYearPeriods(scope);

  return {
    queries:
      chain.length < 2
        ? {}
        : {
            ...chainQueries({ ...scope, lastYear: lastYear > 0 }, context),
            ...(plan.signals ? signalQueries(scope, context) : {}),
            ...(plan.deviations ? deviationQueries(plan, scope, context) : {}),
          },
    answer({ steps = [], orders = [], signals = [], variants = [], variants_before = [] }): ConstraintAnswer {
      const deviations = plan.deviations
        ? stepDeviations({ now: variants, before: variants_before }, context)
        : new Map<number, StepDeviation[]>();
      const counts = foldChainCounts(steps, orders, {
        steps: references.length,
        periods: periods + 1,
        lastYear,
      });
      const judged = judgeChain(counts, { references, draws: plan.draws, seed: plan.seed });
      const perWeek = WEEK / (span.to - span.from);
      const past = chainPast(
        counts,
        judged.steps.map(({ shares }) => shares),
      );
      const trouble = foldSignals(
        signals,
        judged.steps.map((step, index) => ({
          judged: step.measured.reduce((sum, { entered }) => sum + entered, 0),
          history: (past.arrived[index] ?? []).reduce((sum, count) => sum + count, 0),
        })),
      );
      const names = counts.segments.map(({ segment }) => segment);
      const candidates = judged.steps.map((step, index) => ({
        ...candidateOf(chain[index] as CompiledStage, step, {
          counts,
          perWeek,
          currency: context.currency,
          target: references[index] ?? null,
          history: historyText(Math.max(1, judged.periods), span.to - span.from, periodStride(span)),
        }),
        decomposition: explainStep(past, index, names),
        experiment: experimentFor(step, judged.throughput, 1 / perWeek),
        signals: trouble[index]?.signals ?? [],
        vitals: trouble[index]?.vitals ?? [],
        deviations: deviations.get(chain[index]?.number ?? 0) ?? [],
      }));
      const constraint = judged.constraint === null ? null : (candidates[judged.constraint] ?? null);
      const ranked = candidates.toSorted((a, b) => b.gain - a.gain || a.number - b.number);
      const entrants = judged.entrants.reduce((sum, count) => sum + count, 0);
      return {
        plan: 'constraint',
        ...answerCommon(context, span, [{ what: 'segments put together as (other)', count: rareSegments(steps) }]),
        throughput: judged.throughput * perWeek,
        constraint,
        sentence: constraintSentence({
          constraint,
          candidates: ranked,
          stages: context.map.stages.length,
          entrants,
          throughput: judged.throughput * perWeek,
          segmentBy: plan.segment_by,
          reference: plan.reference,
          hasReference: judged.steps.some((step) => step.reference !== null),
        }),
        candidates: ranked,
        next: nextOf(plan, judged, chain, counts, perWeek, context.currency),
        change: explainChange(past, judged, chain, perWeek),
        caveats: constraintCaveats({ plan, chain, judged, entrants, span, segments: names }),
      };
    },
  };
}

function referenceOf(plan: ConstraintPlan, stage: CompiledStage): Reference {
  if (plan.reference === 'history' || plan.reference === 'segments') return plan.reference;
  return stage.targetConversion ?? (plan.reference === 'target' ? null : 'history');
}

/** What lifting a stage is expected to bring, a week. */
function gainOf(
  { number, id, name }: CompiledStage,
  gain: StepGain,
  counts: ChainCounts,
  perWeek: number,
  currency: string,
): NextConstraint {
  return {
    number,
    stage: id,
    name,
    probability: gain.probability,
    gain: gain.gain * perWeek,
    interval: [gain.interval[0] * perWeek, gain.interval[1] * perWeek],
    gain_value: ordersWorth(
      gain.segments.map((orders) => orders * perWeek),
      counts.segments,
      currency,
    ),
  };
}

/** The same draws once more, with the constraint restored in each: which step is then the one to lift. */
function nextOf(
  plan: ConstraintPlan,
  judged: JudgedChain,
  chain: readonly CompiledStage[],
  counts: ChainCounts,
  perWeek: number,
  currency: string,
): NextConstraint | null {
  if (judged.constraint === null) return null;
  const random = createRandom(plan.seed);
  const gains = gainDraws(judged.entrants, judged.assumptions, plan.draws, random, judged.constraint);
  const best = gains.reduce(
    (top, gain, index) => (gain.gain > (gains[top]?.gain ?? 0) ? index : top),
    judged.constraint,
  );
  const gain = gains[best];
  const stage = chain[best];
  if (best === judged.constraint || gain === undefined || stage === undefined) return null;
  return gainOf(stage, gain, counts, perWeek, currency);
}

interface CandidateParts {
  counts: ChainCounts;
  perWeek: number;
  currency: string;
  target: Reference;
  history: string;
}

type Explained = 'decomposition' | 'experiment' | 'signals' | 'vitals' | 'deviations';

function candidateOf(
  stage: CompiledStage,
  step: JudgedStep,
  parts: CandidateParts,
): Omit<ConstraintCandidate, Explained> {
  const { counts, perWeek, currency, target, history } = parts;
  return {
    ...gainOf(stage, step, counts, perWeek, currency),
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
function referenceNote(step: JudgedStep, target: Reference, history: string): ConstraintCandidate['reference'] {
  if (step.reference === 'target' && typeof target === 'number') return { kind: 'target', text: targetText(target) };
  if (step.reference === 'history') return { kind: 'history', text: step.season ? seasonalText(history) : history };
  if (step.reference === 'segments') return { kind: 'segments', text: segmentsText() };
  if (target === 'history') return { kind: 'history', text: 'none: there is no history' };
  return target === 'segments'
    ? { kind: 'segments', text: 'none: there are fewer than three segments' }
    : { kind: 'target', text: 'none: the map has no target here' };
}
