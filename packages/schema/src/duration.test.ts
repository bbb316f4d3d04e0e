import { expect, it } from 'vitest';
import { durationMs, durationSchema } from './duration.ts';

it('reads every unit', () => {
  const texts = ['250ms', '45s', '30m', '36h', '1.5d', '2 w'];
  expect(texts.map(durationMs)).toEqual([250, 45_000, 1_800_000, 129_600_000, 129_600_000, 1_209_600_000]);
});

it('names what is wrong with a text that is no duration', () => {
  const messageOf = (text: string) => durationSchema.safeParse(text).error?.issues.map((issue) => issue.message);
  expect(messageOf('7x')).toEqual(['must be a duration such as 30m, 36h, 7d or 2w']);
  expect(messageOf('0d')).toEqual(['must be longer than nothing, such as 30m or 7d']);
  expect(messageOf('0.1ms')).toEqual(['must be longer than nothing, such as 30m or 7d']);
  expect(() => durationMs('soon')).toThrow('"soon" is not a duration');
});
