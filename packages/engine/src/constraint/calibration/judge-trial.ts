import { createRandom } from '../../statistics/random.ts';
import { judgeChain } from '../judge-chain.ts';
import { type Simulation, simulateChain } from './simulate-chain.ts';

/** The rules of thumb that the same question is answered by. */
export const NAIVE_RULES = [
  'lowest conversion',
  'biggest drop in journeys',
  'worst segment gap',
  'biggest fall of conversion',
] as const;
export type NaiveRule = (typeof NAIVE_RULES)[number];

/** What is done with every trial. */
export interface TrialOptions {
  /** Journeys in the judged period. */
  entrants: number;
  historyPeriods: number;
  draws: number;
  seed: number;
}

/** One simulated shop, judged, beside the truth; plain data. */
export interface Trial {
  degradations: number;
  flood: boolean;
  campaign: boolean;
  reversal: boolean;
  /** The step with the largest true gain; null: nothing was broken. */
  truth: number | null;
  /** True gains by step, as shares of throughput. */
  gains: number[];
  /** By step: probability, and the 90 % interval of the gain as shares of throughput. */
  said: { probability: number; interval: [number, number] }[];
  /** The step that was named. */
  named: number | null;
  naive: Record<NaiveRule, number>;
}

/**
 * Simulates and judges one shop. A quarter of them have nothing broken, the others one to three steps; to one in six
 * that has a small segment there comes a flood of bots. The same seed and number give the same trial.
 */
export function judgeTrial(number: number, options: TrialOptions): Trial {
  const { entrants, historyPeriods, draws, seed } = options;
  const random = createRandom(seed * 100_003 + number);
  const degradations = number % 4;
  const flood = Math.floor(number / 4) % 6 === 0;
  const simulation = simulateChain({ entrants, degradations, historyPeriods, flood }, random);
  const references = simulation.gains.map(() => 'history' as const);
  const judged = judgeChain(simulation.counts, { references, draws, seed: number });
  const share = (orders: number) => orders / Math.max(1e-9, judged.throughput);
  return {
    degradations,
    flood: simulation.flood,
    campaign: simulation.campaign,
    reversal: simulation.reversal,
    truth: degradations === 0 ? null : indexOfMax(simulation.gains),
    gains: simulation.gains.map(share),
    said: judged.steps.map(({ probability, interval: [low, high] }) => ({
      probability,
      interval: [share(low), share(high)],
    })),
    named: judged.constraint,
    naive: naiveRules(simulation),
  };
}

function naiveRules({ conversions, before, spreads }: Simulation): Record<NaiveRule, number> {
  let arrived = 1;
  const lost = conversions.map((conversion) => {
    const here = arrived * (1 - conversion);
    arrived *= conversion;
    return here;
  });
  return {
    'lowest conversion': indexOfMax(conversions.map((conversion) => -conversion)),
    'biggest drop in journeys': indexOfMax(lost),
    'worst segment gap': indexOfMax(spreads),
    'biggest fall of conversion': indexOfMax(conversions.map((conversion, step) => (before[step] ?? 0) - conversion)),
  };
}

/** Index of the largest value. */
export function indexOfMax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best), 0);
}
