import { chainReach, chainRelation, chainTimes, NOWHERE, nextPlace } from './funnel-chain.ts';
import { type FunnelStep, stepLists, stepTexts } from './funnel-steps.ts';
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
  const reach = chainReach(steps);
  return { relation: chainRelation(units, stepTexts(steps, params)), reach, times: chainTimes(steps, reach) };
}

/** Steps up to which each has a column of its own, which is quicker to run; for more, that is slower to plan than to run. */
const MOST_COLUMNS = 4;

/**
 * The same with at most `window` ms from the first step to the last. Where the earliest chain of all keeps within it (or
 * has but one step), it is the answer. Else exactly: the earliest chain from each touchpoint of the first step is followed
 * as far as the window lets it, and the first of those that get furthest is the answer.
 *
 * All that is used only where the earliest chain does not fit, so ClickHouse computes it for those units alone.
 */
export function orderedStepsWithin(
  units: string,
  steps: readonly FunnelStep[],
  window: string,
  params: Params,
): ReachedSteps {
  const texts = stepTexts(steps, params);
  const first = params.add('first_step', 'Array(UInt8)', steps[0]?.codes ?? []);
  const places = `[${steps.map((_, i) => `z${i + 1}`).join(', ')}]`;
  const tried = `SELECT *, ${chainReach(steps)} AS chain_reach,
  chain_reach < 2 OR t[${places}[chain_reach] + 1] - t[z1 + 1] <= ${window} AS fits
FROM (${chainRelation(units, texts)})`;
  const begun = `SELECT *, arrayFilter((place, c) -> has(${first}, c), range(toUInt32(length(s))), reinterpret(s, 'Array(UInt8)')) AS ways1
FROM (${tried})`;
  const reach = 'if(fits, chain_reach, arrayMax(reaches)) AS reach, indexOf(reaches, reach) AS nth';

  if (steps.length > MOST_COLUMNS) {
    const later = stepLists(steps.slice(1), 'later_steps', params);
    const chains = `SELECT *, arrayMap(begin -> arrayFold((chain, step) ->
    arrayPushBack(chain, arrayMin(c -> toUInt32(position(s, char(c), chain[-1] + 2) - 1), step)), ${later}, [begin]), ways1) AS chains
FROM (${begun})`;
    return {
      relation: `SELECT *,
  arrayMap(chain -> toUInt8(arrayCount(z -> z < ${NOWHERE} AND t[z + 1] - t[chain[1] + 1] <= ${window}, chain)), chains) AS reaches,
  ${reach}
FROM (${chains})`,
      reach: 'reach',
      times: `arrayMap(z -> t[z + 1], arraySlice(if(fits, ${places}, chains[nth]), 1, reach))`,
    };
  }
  const ways = texts.slice(1).map((step, i) => `arrayMap(z -> ${nextPlace(step, 'z')}, ways${i + 1}) AS ways${i + 2}`);
  const names = steps.map((_, i) => `n${i + 1}`);
  const inTime = names.slice(1).map((n) => `(${n} < ${NOWHERE} AND t[${n} + 1] - t[n1 + 1] <= ${window})`);
  const chosen = steps.map((_, i) => `t[if(fits, z${i + 1}, ways${i + 1}[nth]) + 1]`);
  return {
    relation: `SELECT *,
  arrayMap((${names.join(', ')}) -> toUInt8(1 + ${inTime.join(' + ')}), ${names.map((_, i) => `ways${i + 1}`).join(', ')}) AS reaches,
  ${reach}
FROM (SELECT *, ${ways.join(', ')} FROM (${begun}))`,
    reach: 'reach',
    times: `arraySlice([${chosen.join(', ')}], 1, reach)`,
  };
}
