import { expect, test } from 'vitest';
import { binStart, DURATION_BINS, durationBin } from './duration-bins.ts';
import { addDurations, emptyHistogram, histogramSize, mergeHistogram } from './duration-histogram.ts';
import { quantile } from './quantile.ts';

const WEEK = 604_800_000;

test('bins are in order, begin where they say, and end with the window', () => {
  let before = 0;
  for (let ms = 0; ms < WEEK; ms += 654_321) {
    const bin = durationBin(ms, WEEK);
    expect(bin).toBeGreaterThanOrEqual(before);
    expect(bin).toBeLessThan(DURATION_BINS);
    expect(binStart(bin, WEEK)).toBeLessThanOrEqual(ms * (1 + 1e-12));
    expect(binStart(bin + 1, WEEK)).toBeGreaterThan(ms * (1 - 1e-12));
    before = bin;
  }
  expect(durationBin(WEEK, WEEK)).toBe(DURATION_BINS);
  expect(durationBin(9 * WEEK, WEEK)).toBe(DURATION_BINS);
  expect(durationBin(-5, WEEK)).toBe(0);
  expect(binStart(DURATION_BINS, WEEK)).toBe(WEEK);
});

test('they are fine where most things happen', () => {
  const width = (ms: number) => {
    const bin = durationBin(ms, WEEK);
    return binStart(bin + 1, WEEK) - binStart(bin, WEEK);
  };
  expect(width(60_000)).toBeLessThan(15_000);
  expect(width(600_000)).toBeLessThan(75_000);
  expect(width(WEEK - 1)).toBeLessThan(3.5 * 3_600_000);
});

test('histograms add up', () => {
  const one = emptyHistogram();
  addDurations(one, 'advanced', 3, 2);
  addDurations(one, 'pending', DURATION_BINS, 4);
  const two = emptyHistogram();
  addDurations(two, 'advanced', 3, 1);
  addDurations(two, 'ended', 9, 5);
  mergeHistogram(one, two);
  expect(histogramSize(one)).toBe(12);
  expect(one.advanced[3]).toBe(3);
  expect(histogramSize(two)).toBe(6);
});

test('quantiles interpolate as R and NumPy do by default', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7, 12);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([1, 2], 1)).toBe(2);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});
