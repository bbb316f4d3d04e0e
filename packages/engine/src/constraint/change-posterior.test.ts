import { describe, expect, test } from 'vitest';
import { drawNormal } from '../statistics/draw-normal.ts';
import { createRandom } from '../statistics/random.ts';
import { changePosterior } from './change-posterior.ts';

const segments = (values: readonly number[], variance = 0.002) => values.map((value) => ({ value, variance }));
const meanOf = (posterior: ReturnType<typeof changePosterior>, count: number) => {
  const random = createRandom(1);
  const sums = new Float64Array(count);
  let noise = 0;
  for (let draw = 0; draw < 4000; draw++) {
    const one = posterior.draw(random);
    noise += one.noise / 4000;
    for (const [index, change] of one.changes.entries()) sums[index] = (sums[index] ?? 0) + change / 4000;
  }
  return { noise, changes: [...sums] };
};

describe('one segment', () => {
  test('no difference: no change', () => {
    const posterior = changePosterior(segments([0]), 0.003, 5);
    expect(posterior.unchanged).toBeGreaterThan(0.9);
  });
  test('within what is normal: noise, not change', () => {
    const posterior = changePosterior(segments([-0.08]), 0.004, 5);
    expect(posterior.unchanged).toBeGreaterThan(0.8);
    const { noise, changes } = meanOf(posterior, 1);
    expect(noise).toBeLessThan(-0.03);
    expect(changes[0]).toBeGreaterThan(-0.02);
  });
  test('far outside: change, and nearly all of it', () => {
    const posterior = changePosterior(segments([-0.9]), 0.004, 5);
    expect(posterior.unchanged).toBeLessThan(1e-6);
    expect(meanOf(posterior, 1).changes[0]).toBeCloseTo(-0.88, 1);
  });
  test('what is known of nothing changes nothing', () => {
    const posterior = changePosterior([{ value: 0, variance: Number.POSITIVE_INFINITY }], 0.004, 5);
    expect(posterior.unchanged).toBeCloseTo(0.5 ** (1 / 5), 9);
    expect(posterior.logEvidence).toBeCloseTo(0, 9);
  });
  test('an outage on few journeys is not shrunk away', () => {
    const posterior = changePosterior([{ value: -7, variance: 2 }], 0.004, 5);
    expect(posterior.unchanged).toBeLessThan(0.01);
    expect(meanOf(posterior, 1).changes[0]).toBeLessThan(-4.5);
  });
});

describe('several segments', () => {
  test('all by the same: a common change', () => {
    const { changes } = meanOf(changePosterior(segments([-0.5, -0.52, -0.48, -0.5]), 0.004, 5), 4);
    for (const change of changes) expect(change).toBeCloseTo(-0.5, 0.7);
  });
  test('one of four: the change is in that one, and the others are as they were', () => {
    const { noise, changes } = meanOf(changePosterior(segments([0.01, -0.6, 0, -0.01]), 0.004, 5), 4);
    expect(changes[1]).toBeCloseTo(-0.6, 1);
    for (const index of [0, 2, 3]) expect(Math.abs(changes[index] ?? 1)).toBeLessThan(0.03);
    expect(Math.abs(noise)).toBeLessThan(0.03);
  });
  test('the evidence of each explanation is its probability: checked by simulation', () => {
    // P(data) of the closed form against the average of the likelihood over draws from the prior of a common shift.
    const data = segments([-0.1, -0.16], 0.01);
    const random = createRandom(6);
    let sum = 0;
    const draws = 200_000;
    for (let draw = 0; draw < draws; draw++) {
      const shift = Math.sqrt(0.02) * drawNormal(random);
      sum += data.reduce(
        (product, { value, variance }) =>
          (product * Math.exp(-((value - shift) ** 2) / (2 * variance))) / Math.sqrt(2 * Math.PI * variance),
        1,
      );
    }
    const posterior = changePosterior(data, 0.02, 1e9);
    // With an endless chain the prior of a change is nearly 0, so the evidence is that of noise alone.
    expect(posterior.logEvidence).toBeCloseTo(Math.log(sum / draws), 1.5);
  });
});
