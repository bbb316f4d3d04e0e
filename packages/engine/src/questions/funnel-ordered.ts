import { chainPlaces, chainRelation, NOWHERE } from './funnel-chain.ts';
import { type FunnelStep, stepLists, stepTexts } from './funnel-steps.ts';
import type { Params } from './params.ts';

/** For each unit `times`: when each step was reached by the earliest of the chains that get furthest; no limit of time. */
export function orderedTimes(units: string, steps: readonly FunnelStep[], params: Params): string {
  return `SELECT unit, arrayMap(z -> t[z + 1], arrayFilter(z -> z < ${NOWHERE}, ${chainPlaces(steps)})) AS times
FROM (${chainRelation(units, stepTexts(steps, params))})`;
}

/**
 * The same with at most `window` ms from the first step to the last. Where the earliest chain of all keeps within it (or
 * has but one step), it is the answer. Else exactly, over the touchpoints of the units that are left, in time linear in
 * touchpoints x steps:
 *
 * 1. forward: for each touchpoint that can be step k, the latest start of a chain that gets there in time. So `reach`,
 *    the number of steps;
 * 2. backward: for each touchpoint that can be step k, the earliest end of the rest of a chain of `reach` steps. So the
 *    earliest start that gets that far;
 * 3. the earliest chain from there.
 *
 * -1 stands for "none". The folds carry what they need in their accumulator: what a lambda captures is copied for every
 * element.
 */
export function orderedTimesWithin(
  units: string,
  steps: readonly FunnelStep[],
  window: string,
  params: Params,
): string {
  const texts = stepTexts(steps, params);
  const first = params.add('first_step', 'Array(UInt8)', steps[0]?.codes ?? []);
  const later = stepLists(steps.slice(1), 'later_steps', params);
  const back = stepLists(steps.toReversed(), 'steps_back', params);
  const numbers = `arrayReverse(range(1, ${steps.length + 1}))`;

  const tried = `SELECT unit, s, t,
  arrayFilter(z -> z < ${NOWHERE}, ${chainPlaces(steps)}) AS chain,
  length(chain) < 2 OR t[chain[-1] + 1] - t[chain[1] + 1] <= ${window} AS fits
FROM (${chainRelation(units, texts)})`;

  const left = `SELECT unit, s, t, chain, fits,
  if(fits, [], reinterpret(s, 'Array(UInt8)')) AS left_codes,
  if(fits, [], t) AS left_times
FROM (${tried})`;

  const starts = `SELECT *, arrayMap((c, x) -> if(has(${first}, c), x, toInt64(-1)), left_codes, left_times) AS first_starts
FROM (${left})`;

  const forward = `SELECT *, arrayFold((acc, step) -> (
    arrayMap((c, x, start) -> if(start >= 0 AND x - start <= ${window} AND has(step, c), start, toInt64(-1)),
      acc.3, acc.4, arrayShiftRight(arrayFill(start -> start >= 0, acc.1), 1, toInt64(-1))),
    toUInt8(acc.2 + arrayExists(start -> start >= 0, acc.1)),
    acc.3, acc.4
  ), ${later}, (first_starts, toUInt8(0), left_codes, left_times)) AS walked
FROM (${starts})`;

  const reached = `SELECT *, toUInt8(walked.2 + arrayExists(start -> start >= 0, walked.1)) AS reach FROM (${forward})`;

  const backward = `SELECT *, arrayFold((acc, step, k) -> (
    arrayMap((c, x, end) -> if(acc.2 >= k AND has(step, c), if(acc.2 = k, x, end), toInt64(-1)),
      acc.3, acc.4, arrayShiftLeft(arrayReverseFill(end -> end >= 0, acc.1), 1, toInt64(-1))),
    acc.2, acc.3, acc.4
  ), ${back}, ${numbers}, (arrayMap(x -> toInt64(-1), left_times), reach, left_codes, left_times)).1 AS ends
FROM (${reached})`;

  const begun = `SELECT *, toUInt32(arrayFirstIndex((end, x) -> end >= 0 AND end - x <= ${window}, ends, left_times) - 1) AS begin
FROM (${backward})`;

  const exact = `SELECT unit, t, chain, fits, reach, arrayFold((acc, step) -> (
    arrayPushBack(acc.1, arrayMin(c -> toUInt32(position(acc.2, char(c), acc.1[-1] + 2) - 1), step)),
    acc.2
  ), ${later}, ([begin], if(fits, '', s))).1 AS exact_chain
FROM (${begun})`;

  return `SELECT unit, arrayMap(z -> t[z + 1], if(fits, chain, arraySlice(exact_chain, 1, reach))) AS times
FROM (${exact})`;
}
