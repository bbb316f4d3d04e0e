import { beforeAll, expect, test } from 'vitest';
import { type Calibration, calibrate } from './calibrate.ts';
import { judgeTrial } from './judge-trial.ts';

// Fixed seeds: these figures do not change by chance. `pnpm bench constraint` prints them for 2 000 trials of each size.
const TRIALS = 100;
let found: Calibration;
beforeAll(() => {
  found = calibrate(
    Array.from({ length: TRIALS }, (_, number) =>
      judgeTrial(number, { entrants: 100_000, historyPeriods: 8, draws: 1000, seed: 11 }),
    ),
  );
});
const share = ({ right, trials }: { right: number; trials: number }) => right / trials;

test('finds the step with the largest gain, where it stands out', () => {
  expect(found.topOneClear.trials).toBeGreaterThan(45);
  expect(share(found.topOneClear)).toBeGreaterThanOrEqual(0.9);
});

test('is right when it is sure', () => {
  expect(found.sure.trials).toBeGreaterThan(45);
  expect(share(found.sure)).toBeGreaterThanOrEqual(0.95);
});

test('names nothing where nothing is broken, a flood of bots or not', () => {
  expect(found.falseAlarms.trials).toBe(TRIALS / 4);
  expect(share(found.falseAlarms)).toBeLessThanOrEqual(0.05);
  expect(found.falseAlarmsFlooded.trials).toBeGreaterThan(2);
});

test('and still names what is broken', () => {
  expect(share(found.named)).toBeGreaterThan(0.75);
});

test('says probabilities and intervals that hold', () => {
  expect(found.calibrationError).toBeLessThanOrEqual(0.05);
  expect(share(found.coveredNamed)).toBeGreaterThan(0.8);
  expect(share(found.coveredAll)).toBeGreaterThan(0.88);
  expect(found.meanRegret).toBeLessThanOrEqual(0.05);
});

test('beats the rules of thumb on the same shops', () => {
  for (const naive of Object.values(found.naive)) expect(share(naive)).toBeLessThan(share(found.topOneClear));
});
