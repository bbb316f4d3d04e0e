import { COLUMNS, chainOf, NOWHERE, nextPlace, restPlaces } from './funnel-chain.ts';
import { type FunnelStep, stepTexts } from './funnel-steps.ts';
import type { Units } from './funnel-units.ts';
import type { Params } from './params.ts';

/** A relation of units, and over its columns the SQL of how many steps each reached and when. */
export interface ReachedSteps {
  relation: string;
  /** Number of steps, UInt8. */
  reach: string;
  /** When each step was reached, up to the last one; ms since the unit began, Array(Int64). */
  times: string;
}

/** Each step by the earliest of the chains that get furthest; no limit of time. Reads no times unless they are asked for. */
export function orderedSteps(units: string, steps: readonly FunnelStep[], params: Params): ReachedSteps {
  const { relation, reach, times } = chainOf(units, steps, params);
  return { relation, reach, times: times(reach) };
}

/**
 * The same with at most `window` ms from the first step to the last. Where the earliest chain of all keeps within it (or has but
 * one step), it is the answer. Else exactly: the earliest chain from each touchpoint of the first step
 * is followed as far as the window lets it, and the first of those that get furthest is the answer.
 *
 * A unit that fits is made empty for what comes then, so only the few others cost anything.
 */
export function orderedStepsWithin(
  units: Units,
  steps: readonly FunnelStep[],
  window: string,
  params: Params,
): ReachedSteps {
  const chain = chainOf(units.padded, steps, params);
  const first = params.add('first_step', 'Array(UInt8)', steps[0]?.codes ?? []);
  const tried = `SELECT *, ${chain.reach} AS chain_reach, chain_reach < 2 OR ${units.at(chain.last)} - ${units.at('z1')} <= ${window} AS fits
FROM (${chain.relation})`;
  const unfit = `SELECT *, if(fits, '', s) AS unfit_s, ${units.timesUnless('fits')} AS unfit_t FROM (${tried})`;
  const begun = `SELECT *, arrayFilter((place, c) -> has(${first}, c), range(toUInt32(length(unfit_s))), reinterpret(unfit_s, 'Array(UInt8)')) AS ways1
FROM (${unfit})`;
  const columns = stepTexts(steps.slice(0, COLUMNS), params);
  const ways = columns
    .slice(1)
    .map((step, i) => `arrayMap(z -> ${nextPlace(step, 'z')}, ways${i + 1}) AS ways${i + 2}`);
  const followed = `SELECT ${['*', ...ways].join(', ')} FROM (${begun})`;
  const rest = steps.length > COLUMNS;
  const all = rest
    ? `SELECT *, arrayMap(z -> ${restPlaces(steps, 'z', params)}, ways${COLUMNS}) AS ways_rest FROM (${followed})`
    : followed;
  const names = columns.map((_, i) => `n${i + 1}`);
  const inTime = (n: string): string => `${n} < ${NOWHERE} AND unfit_t[${n} + 1] - unfit_t[n1 + 1] <= ${window}`;
  const found = [
    '1',
    ...names.slice(1).map((n) => `(${inTime(n)})`),
    ...(rest ? [`arrayCount(z -> ${inTime('z')}, more)`] : []),
  ];
  const chosen = `[${columns.map((_, i) => `ways${i + 1}[nth]`).join(', ')}]`;
  return {
    relation: `SELECT *,
  arrayMap((${[...names, ...(rest ? ['more'] : [])].join(', ')}) -> toUInt8(${found.join(' + ')}), ${[...names.map((_, i) => `ways${i + 1}`), ...(rest ? ['ways_rest'] : [])].join(', ')}) AS reaches,
  if(fits, chain_reach, arrayMax(reaches)) AS reach, indexOf(reaches, reach) AS nth
FROM (${all})`,
    reach: 'reach',
    times: `if(fits, ${chain.times('reach')}, arrayMap(z -> unfit_t[z + 1], arraySlice(${rest ? `arrayConcat(${chosen}, ways_rest[nth])` : chosen}, 1, reach)))`,
  };
}
