import type { StepTexts } from './funnel-steps.ts';

/**
 * For each unit `times`: when each step was reached by the earliest run of touchpoints that follows the steps furthest,
 * one right after the other. Single touchpoints without a window are a search for the steps' bytes in `s`; else `f` holds
 * for each touchpoint that ends a run of k steps when that run began.
 */
export function strictTimes(units: string, steps: readonly StepTexts[], window: string | undefined): string {
  const codes = steps.map(({ code }) => code);
  if (window === undefined && codes.every((code) => code !== undefined)) {
    const places = codes.map((_, i) => `position(s, char(${codes.slice(0, i + 1).join(', ')}))`);
    return `SELECT segment, arraySlice(t, greatest(places[reach], 1), reach) AS times
  FROM (
    SELECT segment, t, [${places.join(', ')}] AS places, arrayCount(p -> p > 0, places) AS reach
    FROM (${units})
  )`;
  }
  const near = window === undefined ? '' : ` AND x - p <= ${window}`;
  const runs = steps.map(({ list }, i) =>
    i === 0
      ? `arrayMap((c, x) -> if(has(${list}, c), x, toInt64(-1)), codes, t) AS f1`
      : `arrayMap((c, x, p) -> if(p >= 0${near} AND has(${list}, c), p, toInt64(-1)), codes, t, arrayShiftRight(f${i}, 1, toInt64(-1))) AS f${i + 1}`,
  );
  return `SELECT segment, arraySlice(t, greatest(places[reach] + 1 - reach, 1), reach) AS times
  FROM (
    SELECT segment, t,
    ${runs.join(',\n    ')},
    arrayMap(f -> toInt64(arrayFirstIndex(x -> x >= 0, f)), [${steps.map((_, i) => `f${i + 1}`).join(', ')}]) AS places,
    toInt64(arrayCount(p -> p > 0, places)) AS reach
    FROM (SELECT segment, t, reinterpret(s, 'Array(UInt8)') AS codes FROM (${units}))
  )`;
}
