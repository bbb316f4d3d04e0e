import { chainReach, chainRelation, chainTimes, NOWHERE, nextPlace } from './funnel-chain.ts';
import { type FunnelStep, type StepTexts, stepTexts } from './funnel-steps.ts';
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

/** Most columns added by one SELECT: each names the one before, and the analyzer's work grows with the square of it. */
const A_LEVEL = 8;

/** Adds columns, each over the one before it, in as few SELECTs as may be. */
function withColumns(relation: string, columns: readonly string[]): string {
  let text = relation;
  for (let i = 0; i < columns.length; i += A_LEVEL) {
    text = `SELECT *, ${columns.slice(i, i + A_LEVEL).join(', ')} FROM (${text})`;
  }
  return text;
}

/**
 * The same with at most `window` ms from the first step to the last. Where the earliest chain of all keeps within it (or
 * has but one step), it is the answer. Else exactly: the earliest chain from each touchpoint of the first step is followed
 * as far as the window lets it (`ways1 … waysN`: its places), and the first of those that get furthest is the answer.
 */
export function orderedStepsWithin(
  units: string,
  steps: readonly FunnelStep[],
  window: string,
  params: Params,
): ReachedSteps {
  const texts = stepTexts(steps, params);
  const first = params.add('first_step', 'Array(UInt8)', steps[0]?.codes ?? []);
  const tried = `SELECT *, ${chainReach(steps)} AS chain_reach,
  chain_reach < 2 OR t[[${steps.map((_, i) => `z${i + 1}`).join(', ')}][chain_reach] + 1] - t[z1 + 1] <= ${window} AS fits
FROM (${chainRelation(units, texts)})`;
  // Used only where the earliest chain does not fit, so ClickHouse computes all this for those units alone.
  const begun = `SELECT *, arrayFilter((place, c) -> has(${first}, c), range(toUInt32(length(s))), reinterpret(s, 'Array(UInt8)')) AS ways1
FROM (${tried})`;
  const walked = withColumns(begun, texts.slice(1).map(wayText));
  const names = steps.map((_, i) => `n${i + 1}`);
  const inTime = names.slice(1).map((n) => `(${n} < ${NOWHERE} AND t[${n} + 1] - t[n1 + 1] <= ${window})`);
  const reached = `SELECT *,
  arrayMap((${names.join(', ')}) -> toUInt8(1 + ${inTime.join(' + ')}), ${names.map((_, i) => `ways${i + 1}`).join(', ')}) AS reaches,
  if(fits, chain_reach, arrayMax(reaches)) AS reach, indexOf(reaches, reach) AS nth
FROM (${walked})`;
  const chosen = steps.map((_, i) => `if(fits, z${i + 1}, ways${i + 1}[nth])`);
  return {
    relation: reached,
    reach: 'reach',
    times: `arraySlice([${chosen.map((place) => `t[${place} + 1]`).join(', ')}], 1, reach)`,
  };
}

/** Of each way the place of its next step. */
function wayText(step: StepTexts, i: number): string {
  return `arrayMap(z -> ${nextPlace(step, 'z')}, ways${i + 1}) AS ways${i + 2}`;
}
