import type { ChainChange as ChangeAnswer, Experiment, MixAndRateAnswer } from '@desirepath/schema';
import type { CompiledStage } from '../map/compiled-map.ts';
import type { ChainPast } from './chain-past.ts';
import { experimentSize } from './experiment-size.ts';
import type { JudgedChain, JudgedStep } from './judge-chain.ts';
import { kitagawa } from './kitagawa.ts';
import { lmdi } from './lmdi.ts';
import { throughput } from './throughput.ts';

/** The smallest effect, in points of conversion, for which an experiment is worth planning. */
const LEAST_EFFECT = 0.0001;

/** How much of the change of a step's conversion is mix, how much rate; null without history. */
export function explainStep(past: ChainPast, step: number, names: readonly string[]): MixAndRateAnswer | null {
  const { before, now, arrived, arriving } = past;
  if (before === null) return null;
  return kitagawa(
    names.map((segment, index) => {
      const [was, is] = [before.conversions[step]?.[index] ?? null, now.conversions[step]?.[index] ?? null];
      return {
        segment,
        // A segment that was not there before, or is no more, has no rate of its own: it is all mix.
        before: { size: arrived[step]?.[index] ?? 0, rate: was ?? is ?? 0 },
        now: { size: arriving[step]?.[index] ?? 0, rate: is ?? was ?? 0 },
      };
    }),
  );
}

/** The experiment that would show a step's expected gain; null where none is expected. */
export function experimentFor(step: JudgedStep, orders: number, weeks: number): Experiment | null {
  const from = step.conversion;
  // What the draws expect is less than the bare gap to the reference: noise is not to be repaired.
  const to = orders > 0 ? Math.min(1, from * (1 + step.gain / orders)) : step.referenceConversion;
  if (step.reference === null || to - from < LEAST_EFFECT) return null;
  const perArm = experimentSize(from, to);
  const arriving = step.measured.reduce((sum, { entered }) => sum + entered, 0) / weeks;
  return { from, to, per_arm: perArm, weeks: arriving > 0 ? (2 * perArm) / arriving : null };
}

/** Why throughput differs from history, orders a week; null without history. */
export function explainChange(
  past: ChainPast,
  judged: JudgedChain,
  chain: readonly CompiledStage[],
  perWeek: number,
): ChangeAnswer | null {
  const { before, now } = past;
  if (before === null) return null;
  const change = lmdi(before, now);
  const was = throughput(
    before.entrants,
    before.conversions.map((step) => step.map((share) => share ?? 0)),
  );
  return {
    before: was * perWeek,
    now: judged.throughput * perWeek,
    total: change.total * perWeek,
    entrants: change.entrants * perWeek,
    mix: change.mix * perWeek,
    steps: change.steps.map((orders, index) => {
      const stage = chain[index] as CompiledStage;
      return { number: stage.number, stage: stage.id, name: stage.name, orders: orders * perWeek };
    }),
  };
}
