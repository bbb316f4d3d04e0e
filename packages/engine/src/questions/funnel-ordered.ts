import type { StepTexts } from './funnel-steps.ts';

/** Place (from 0) that stands for "not there". */
const NONE = 4_294_967_295;

/**
 * Expressions `z1 … zN`: the place, from 0, of the earliest chain of steps. `toUInt32(position - 1)` is {@link NONE} where
 * nothing was found, and a search from beyond that finds nothing again, so a chain stays broken once it is.
 * @param start expression of the place of the first step, where it is known
 */
function chain(steps: readonly StepTexts[], alias: string, start?: string): string {
  return steps
    .map(({ code, list }, i) => {
      if (i === 0 && start !== undefined) return `${start} AS ${alias}1`;
      const from = i === 0 ? '1' : `${alias}${i} + 2`;
      const one = (needle: string): string => `toUInt32(position(s, char(${needle}), ${from}) - 1)`;
      return `${code === undefined ? `arrayMin(c -> ${one('c')}, ${list})` : one(code)} AS ${alias}${i + 1}`;
    })
    .join(',\n    ');
}

const all = (steps: readonly unknown[], alias: string): string =>
  `[${steps.map((_, i) => `${alias}${i + 1}`).join(', ')}]`;

/** For each unit `times`: when each step was reached by the earliest of the chains that get furthest; no limit of time. */
export function orderedTimes(units: string, steps: readonly StepTexts[]): string {
  return `SELECT segment, arrayMap(z -> t[z + 1], arrayFilter(z -> z < ${NONE}, chain)) AS times
  FROM (
    SELECT segment, t,
    ${chain(steps, 'z')},
    ${all(steps, 'z')} AS chain
    FROM (${units})
  )`;
}

/**
 * The same with at most `window` ms from the first step to the last. Where the earliest chain of all keeps within it (or
 * has but one step), it is the answer. Else exactly, in the journeys that are left: forward, for each touchpoint that can
 * be step k, the latest start of a chain that gets there in time (`f`); so the number of steps reached; backward, the
 * earliest end of such a chain from there (`b`); so the earliest start that gets that far. Linear in touchpoints x steps.
 */
export function orderedTimesWithin(units: string, steps: readonly StepTexts[], window: string): string {
  const n = steps.length;
  const forward = steps.map(({ list }, i) =>
    i === 0
      ? `arrayMap((c, x) -> if(has(${list}, c), x, toInt64(-1)), codes, t2) AS f1`
      : `arrayMap((c, x, p) -> if(p >= 0 AND x - p <= ${window} AND has(${list}, c), p, toInt64(-1)), codes, t2, arrayShiftRight(arrayFill(p -> p >= 0, f${i}), 1, toInt64(-1))) AS f${i + 1}`,
  );
  const backward = steps
    .map(({ list }, i) => {
      const here = `if(has(${list}, c) AND m >= ${i + 1}, if(m = ${i + 1}, x, ${i + 1 === n ? 'toInt64(-1)' : 'e'}), toInt64(-1))`;
      return i + 1 === n
        ? `arrayMap((c, x) -> ${here}, codes, t2) AS b${n}`
        : `arrayMap((c, x, e) -> ${here}, codes, t2, arrayShiftLeft(arrayReverseFill(e -> e >= 0, b${i + 2}), 1, toInt64(-1))) AS b${i + 1}`;
    })
    .reverse();
  return `SELECT segment, if(fits, arrayMap(z -> t[z + 1], chain), arrayMap(z -> t[z + 1], arraySlice(exact, 1, m))) AS times
  FROM (
    SELECT segment, t, fits, chain, m,
    ${chain(steps, 'y', 'toUInt32(first - 1)')},
    ${all(steps, 'y')} AS exact
    FROM (
      SELECT segment, t, fits, chain, m, if(fits, '', s) AS s,
      ${backward.join(',\n      ')},
      arrayFirstIndex((e, x) -> e >= 0 AND e - x <= ${window}, b1, t2) AS first
      FROM (
        SELECT segment, s, t, fits, chain, codes, t2,
        ${forward.join(',\n        ')},
        arrayCount(f -> arrayExists(x -> x >= 0, f), ${all(steps, 'f')}) AS m
        FROM (
          SELECT segment, s, t, fits, chain,
            if(fits, [], reinterpret(s, 'Array(UInt8)')) AS codes,
            if(fits, [], t) AS t2
          FROM (
            SELECT segment, s, t,
            ${chain(steps, 'z')},
            arrayFilter(z -> z < ${NONE}, ${all(steps, 'z')}) AS chain,
            length(chain) < 2 OR t[chain[-1] + 1] - t[chain[1] + 1] <= ${window} AS fits
            FROM (${units})
          )
        )
      )
    )
  )`;
}
