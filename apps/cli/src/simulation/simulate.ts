import { createBehaviour, type Degradation } from './behaviour.ts';
import { createRhythm } from './rhythm.ts';
import { simulateShopper } from './shopper.ts';
import type { Visit } from './visit.ts';

const DAY_MS = 86_400_000;

/** What is simulated; times in ms since 1970. */
export interface SimulationOptions {
  seed: number;
  /** Shoppers come for the first time between `from` and `to`. */
  from: number;
  to: number;
  /** Shoppers that come for the first time in that span; each makes one journey or more. */
  shoppers: number;
  /** Nothing happens after it; by default `to`. */
  until?: number;
  /** Number of the first shopper: other numbers are other people. */
  firstShopper?: number;
  /** The step that works worse, or null. */
  degradation: Degradation | null;
  /** Origin of the shop, without a slash at the end. */
  origin?: string;
  currency?: string;
}

/** The weakness that the demo plants: paying on a phone, in the last seven days. */
export function plantedDegradation(to: number): Degradation {
  return { step: 'payment', device: 'mobile', factor: 0.55, from: to - 7 * DAY_MS };
}

/**
 * The visits of simulated shoppers, shopper by shopper. Pure: the same options give the same visits, and one at a time, so
 * that any number of shoppers fits into memory.
 *
 * @example
 * for (const visit of simulate({ seed: 1, from, to, shoppers: 20_000, degradation: plantedDegradation(to) })) …
 */
export function* simulate(options: SimulationOptions): Generator<Visit> {
  const { seed, from, to, shoppers, firstShopper = 0 } = options;
  const rhythm = createRhythm(seed, from, to);
  const world = {
    seed,
    behaviour: createBehaviour(seed, from, options.degradation),
    origin: options.origin ?? 'https://fieldhouse.example',
    currency: options.currency ?? 'EUR',
    until: options.until ?? to,
  };
  for (let number = firstShopper; number < firstShopper + shoppers; number++) {
    yield* simulateShopper(number, rhythm, world);
  }
}
