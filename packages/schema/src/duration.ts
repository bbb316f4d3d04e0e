import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const PATTERN = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)$/;

/** A duration as people write it, longer than nothing: `30m`, `36h`, `7d`, `2w`. */
export const durationSchema = z
  .string()
  .regex(PATTERN, 'must be a duration such as 30m, 36h, 7d or 2w')
  // Neither aborts, so that a union of which this is a part still tells the fault apart from those of its other parts.
  .refine((text) => !PATTERN.test(text) || durationMs(text) > 0, 'must be longer than nothing, such as 30m or 7d');

/**
 * Milliseconds of a duration text.
 * @throws RangeError when the text is not a duration
 * @example durationMs('30m') // 1800000
 */
export function durationMs(text: string): number {
  const match = PATTERN.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a duration; write one such as 30m, 36h, 7d or 2w.`);
  return Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]);
}
