import { expect, test } from 'vitest';
import { drawBinomial } from '../statistics/draw-binomial.ts';
import { createRandom } from '../statistics/random.ts';
import { experimentSize } from './experiment-size.ts';

test('the sizes of the textbooks', () => {
  expect(experimentSize(0.5, 0.55)).toBe(1565);
  expect(experimentSize(0.1, 0.12)).toBe(3841);
  expect(experimentSize(0.12, 0.1)).toBe(3841);
  expect(experimentSize(0.2, 0.25, 0.9)).toBe(1464);
  expect(() => experimentSize(0.2, 0.2)).toThrow(RangeError);
});

test('so many show the change four times in five', () => {
  const random = createRandom(3);
  const size = experimentSize(0.3, 0.34);
  let shown = 0;
  for (let round = 0; round < 2000; round++) {
    const [a, b] = [drawBinomial(random, size, 0.3) / size, drawBinomial(random, size, 0.34) / size];
    const pooled = (a + b) / 2;
    if (Math.abs(b - a) / Math.sqrt((2 * pooled * (1 - pooled)) / size) > 1.96) shown++;
  }
  expect(shown / 2000).toBeGreaterThan(0.77);
  expect(shown / 2000).toBeLessThan(0.83);
});
