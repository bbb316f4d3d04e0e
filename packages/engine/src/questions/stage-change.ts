import type { CompareAnswer, StageRow } from '@desirepath/schema';

/** The difference of a stage's two conversions with the interval that theirs give it (Newcombe 1998, method 10). */
export function stageChange(
  was: StageRow | undefined,
  is: StageRow | undefined,
): Pick<CompareAnswer['stages'][number], 'change' | 'change_interval'> {
  const [p, q, own, other] = [is?.conversion, was?.conversion, is?.interval, was?.interval];
  if (typeof p !== 'number' || typeof q !== 'number' || !own || !other) return { change: null, change_interval: null };
  return {
    change: p - q,
    change_interval: [p - q - Math.hypot(p - own[0], other[1] - q), p - q + Math.hypot(own[1] - p, q - other[0])],
  };
}
