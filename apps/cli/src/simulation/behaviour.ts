import type { Device } from './device.ts';
import { createRandom } from './random.ts';

/** The steps of the simulated shop's chain, each named by the stage that it leaves. */
const STEPS = ['discovery', 'product', 'basket', 'delivery', 'payment'] as const;
export type Step = (typeof STEPS)[number];

/** A step that works worse than usual for some time, on one kind of device. */
export interface Degradation {
  step: Step;
  device: Device['device'];
  /** The chance of going on is multiplied by this. */
  factor: number;
  /** Milliseconds since 1970; until the end of the simulation. */
  from: number;
}

/** The usual chance of going on from each stage, by device. */
const USUAL: Readonly<Record<Device['device'], Readonly<Record<Step, number>>>> = {
  mobile: { discovery: 0.63, product: 0.34, basket: 0.29, delivery: 0.8, payment: 0.87 },
  desktop: { discovery: 0.7, product: 0.4, basket: 0.35, delivery: 0.85, payment: 0.9 },
  tablet: { discovery: 0.66, product: 0.36, basket: 0.31, delivery: 0.82, payment: 0.89 },
};
const WEEK_MS = 604_800_000;
/** Standard deviation of a step's chance from week to week, as a share. */
const NOISE = 0.012;

/** Chance that a shopper on this device goes on from this step at this moment; `odds` is how ready the shopper is. */
export type Behaviour = (step: Step, device: Device['device'], time: number, odds: number) => number;

/**
 * How the simulated shoppers decide.
 *
 * @param origin start of the simulated span, ms: weeks are counted from there
 */
export function createBehaviour(seed: number, origin: number, degradation: Degradation | null): Behaviour {
  const levels = new Map<string, number>();
  function level(step: Step, time: number): number {
    const week = Math.floor((time - origin) / WEEK_MS);
    const key = `${step}/${week}`;
    const known = levels.get(key);
    if (known !== undefined) return known;
    const drawn = createRandom(seed ^ 0x3d, week * STEPS.length + STEPS.indexOf(step)).logNormal(1, NOISE);
    levels.set(key, drawn);
    return drawn;
  }
  return (step, device, time, odds) => {
    const usual = Math.min(0.97, USUAL[device][step] * level(step, time));
    const ready = (usual * odds) / (1 - usual + usual * odds);
    const hit = degradation?.step === step && degradation.device === device && time >= degradation.from;
    return hit ? ready * degradation.factor : ready;
  };
}
