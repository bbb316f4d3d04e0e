import { beforeAll, expect, test } from 'vitest';
import { type Calibration, calibrate } from './calibrate.ts';

// Fixed seeds: these figures do not change by chance. `node packages/engine/bench/constraint.js` prints them for more.
const TRIALS = 140;
let found: Calibration;
beforeAll(() => {
  found = calibrate({ trials: TRIALS, entrants: [20_000, 100_000, 50_000], draws: 1000, seed: 11 });
});
const share = ({ right, trials }: { right: number; trials: number }) => right / trials;

test('finds the step with the largest gain, where it stands out', () => {
  expect(found.topOne.trials).toBeGreaterThan(60);
  expect(share(found.topOne)).toBeGreaterThanOrEqual(0.9);
});

test('is right when it is sure', () => {
  expect(found.sure.trials).toBeGreaterThan(60);
  expect(share(found.sure)).toBeGreaterThanOrEqual(0.95);
});

test('names nothing where nothing is broken', () => {
  expect(found.falseAlarms.trials).toBe(TRIALS / 4);
  expect(share(found.falseAlarms)).toBeLessThanOrEqual(0.05);
});

test('and still names what is broken', () => {
  expect(share(found.named)).toBeGreaterThan(0.75);
});

test('says probabilities and intervals that hold', () => {
  expect(found.calibrationError).toBeLessThanOrEqual(0.05);
  expect(share(found.covered)).toBeGreaterThan(0.8);
  expect(found.meanRegret).toBeLessThanOrEqual(0.05);
});

test('beats the rules of thumb on the same shops', () => {
  for (const naive of Object.values(found.naive)) expect(share(naive)).toBeLessThan(share(found.topOne));
});
