import { type FunnelStep, stepLists, stepTexts } from './funnel-steps.ts';
import type { Params } from './params.ts';
import { searchedBytes } from './searched-bytes.ts';

/**
 * For each unit `times`: when each step was reached by the earliest run of touchpoints that follows the steps furthest,
 * one right after the other. Single touchpoints without a window are a search for the steps' bytes in `s`. Else `runs.1`
 * holds, for each touchpoint that ends a run of k steps, when that run began (-1: it ends none), and `runs.2` for each k
 * so far the place of the first that does.
 */
export function strictTimes(
  units: string,
  steps: readonly FunnelStep[],
  window: string | undefined,
  params: Params,
): string {
  const texts = stepTexts(steps, params);
  if (window === undefined && steps.every(({ codes }) => codes.length === 1)) {
    const places = texts.map(
      (_, i) => `position(s, ${searchedBytes(texts.slice(0, i + 1).flatMap(({ codes }) => codes))})`,
    );
    return `SELECT unit, arraySlice(t, greatest(places[reach], 1), reach) AS times
FROM (
  SELECT unit, t, [${places.join(', ')}] AS places, arrayCount(place -> place > 0, places) AS reach
  FROM (${units})
)`;
  }
  const first = params.add('first_step', 'Array(UInt8)', steps[0]?.codes ?? []);
  const later = stepLists(steps.slice(1), 'later_steps', params);
  const near = window === undefined ? '' : ` AND x - start <= ${window}`;
  return `SELECT unit, arraySlice(t, greatest(toInt64(places[reach]) + 1 - reach, 1), reach) AS times
FROM (
  SELECT unit, t,
    arrayPushBack(runs.2, toUInt32(arrayFirstIndex(start -> start >= 0, runs.1))) AS places,
    toInt64(arrayCount(place -> place > 0, places)) AS reach
  FROM (
    SELECT unit, t, arrayFold((acc, step) -> (
      arrayMap((c, x, start) -> if(start >= 0${near} AND has(step, c), start, toInt64(-1)),
        acc.3, acc.4, arrayShiftRight(acc.1, 1, toInt64(-1))),
      arrayPushBack(acc.2, toUInt32(arrayFirstIndex(start -> start >= 0, acc.1))),
      acc.3, acc.4
    ), ${later}, (first_starts, CAST([], 'Array(UInt32)'), codes, t)) AS runs
    FROM (
      SELECT unit, t, codes, arrayMap((c, x) -> if(has(${first}, c), x, toInt64(-1)), codes, t) AS first_starts
      FROM (SELECT unit, t, reinterpret(s, 'Array(UInt8)') AS codes FROM (${units}))
    )
  )
)`;
}
