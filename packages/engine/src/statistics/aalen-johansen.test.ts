import { describe, expect, test } from 'vitest';
import { aalenJohansen, supportedHorizon } from './aalen-johansen.ts';
import { DURATION_BINS, durationBin } from './duration-bins.ts';
import { addDurations, type DurationHistogram, emptyHistogram } from './duration-histogram.ts';
import { createRandom } from './random.ts';
import { wilsonInterval } from './wilson-interval.ts';

describe('the leukaemia remissions of Freireich et al. 1963, the textbook example of Kaplan and Meier', () => {
  // Months of remission under 6-MP; the second list was still in remission. Censoring comes after events of its month.
  const histogram = emptyHistogram();
  for (const month of [6, 6, 6, 7, 10, 13, 16, 22, 23]) addDurations(histogram, 'advanced', 2 * month, 1);
  for (const month of [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]) {
    addDurations(histogram, 'pending', 2 * month + 1, 1);
  }
  test.each([
    [6, 0.857, 0.0764],
    [7, 0.807, 0.0869],
    [10, 0.753, 0.0963],
    [13, 0.69, 0.1068],
    [16, 0.627, 0.1141],
    [22, 0.538, 0.1282],
    [23, 0.448, 0.1346],
  ])('month %d: survival %d, standard error %d', (month, survival, error) => {
    const { share, variance, size } = aalenJohansen(histogram, 2 * month + 1);
    expect(size).toBe(21);
    expect(1 - share).toBeCloseTo(survival, 3);
    expect(Math.sqrt(variance)).toBeCloseTo(error, 4);
  });
});

test('with nobody on the way it is the plain share with the binomial variance, whatever competes', () => {
  const histogram = emptyHistogram();
  const random = createRandom(4);
  let advanced = 0;
  for (let journey = 0; journey < 500; journey++) {
    const bin = Math.floor(random.next() * DURATION_BINS);
    const fate = random.next();
    if (fate < 0.4) advanced++;
    if (fate < 0.4) addDurations(histogram, 'advanced', bin, 1);
    else if (fate < 0.6) addDurations(histogram, 'ended', bin, 1);
    else addDurations(histogram, 'pending', DURATION_BINS, 1);
  }
  const { share, variance, effectiveSize } = aalenJohansen(histogram);
  expect(share).toBe(advanced / 500);
  expect(variance).toBeCloseTo((share * (1 - share)) / 500, 10);
  expect(effectiveSize).toBeCloseTo(500, 3);
});

test('a small case with a competing event, by hand', () => {
  const histogram = emptyHistogram();
  addDurations(histogram, 'advanced', 1, 2); // of 10
  addDurations(histogram, 'ended', 2, 2); // of 8
  addDurations(histogram, 'pending', 3, 3);
  addDurations(histogram, 'advanced', 4, 1); // of 3
  addDurations(histogram, 'pending', DURATION_BINS, 2);
  // 0.2 + S(after 1 and 2) x 1/3 = 0.2 + 0.8 x 0.75 / 3
  expect(aalenJohansen(histogram).share).toBeCloseTo(0.4, 12);
});

test('nobody, and everybody or nobody advancing', () => {
  expect(aalenJohansen(emptyHistogram())).toEqual({ share: 0, variance: 0, effectiveSize: 0, size: 0 });
  const none = emptyHistogram();
  addDurations(none, 'pending', DURATION_BINS, 30);
  addDurations(none, 'pending', 5, 10);
  expect(aalenJohansen(none)).toMatchObject({ share: 0, effectiveSize: 30, size: 40 });
  const all = emptyHistogram();
  addDurations(all, 'advanced', 5, 10);
  expect(aalenJohansen(all)).toMatchObject({ share: 1, effectiveSize: 10 });
});

/** Journeys that enter all through the window and are looked at when it ends. */
function young(seed: number, size: number, share: number): DurationHistogram {
  const random = createRandom(seed);
  const histogram = emptyHistogram();
  for (let journey = 0; journey < size; journey++) {
    const watched = random.next();
    const wait = random.next() < share ? -Math.log(random.next()) * 0.1 : Number.POSITIVE_INFINITY;
    if (wait <= watched) addDurations(histogram, 'advanced', Math.min(199, durationBin(wait, 1)), 1);
    else addDurations(histogram, 'pending', Math.min(199, durationBin(watched, 1)), 1);
  }
  return histogram;
}

test('is unbiased where many are still on their way, and its interval covers the truth', () => {
  let sum = 0;
  let covered = 0;
  const trials = 1500;
  for (let trial = 0; trial < trials; trial++) {
    const { share, effectiveSize } = aalenJohansen(young(trial, 400, 0.4));
    sum += share;
    const [low, high] = wilsonInterval(share, effectiveSize);
    if (low <= 0.4 && 0.4 <= high) covered++;
  }
  expect(sum / trials).toBeCloseTo(0.4, 2);
  expect(covered / trials).toBeGreaterThan(0.93);
  expect(covered / trials).toBeLessThan(0.975);
});

test('the horizon is as far as enough have been watched', () => {
  const histogram = young(1, 4000, 0.4);
  const horizon = supportedHorizon(histogram, 0.03);
  // 3 % of those that did not advance were watched for 97 % of the window or longer.
  expect(Math.abs(horizon - durationBin(0.97, 1))).toBeLessThan(3);
  const old = emptyHistogram();
  addDurations(old, 'pending', DURATION_BINS, 5);
  addDurations(old, 'advanced', 3, 5);
  addDurations(old, 'ended', 30, 5);
  expect(supportedHorizon(old, 0.03)).toBe(DURATION_BINS);
  expect(supportedHorizon(emptyHistogram(), 0.03)).toBe(DURATION_BINS);
  const minute = emptyHistogram();
  addDurations(minute, 'pending', 12, 3);
  expect(supportedHorizon(minute, 0.03)).toBe(12);
});
