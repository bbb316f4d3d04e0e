import type { FunnelPlan } from '@desirepath/schema';
import type { FunnelRelation } from './funnel-relation.ts';
import { segmentCarries, segmentTexts } from './funnel-segment.ts';
import type { Params } from './params.ts';
import { settled } from './settled.ts';

/** SQL of what is counted, and the columns `counts` (for each step) and `medians` (waits, for each but the first) over it. */
export interface CountTexts {
  from: string;
  columns: string;
}

/** Over `times`, where steps may be left out: a wait is that since the last step before that was not. */
function gapColumns({ steps }: FunnelRelation): string {
  const medians = steps.slice(1).map((_, i) => {
    const since = `arrayLast(x -> x >= 0, arraySlice(times, 1, ${i + 1}))`;
    return `quantileExactInclusiveIf(0.5)(times[${i + 2}] - ${since}, times[${i + 2}] >= 0)`;
  });
  return `sumForEach(arrayMap(x -> toFloat64(x >= 0), times)) AS counts,
  [${medians.join(', ')}] AS medians`;
}

/** Over `reach` and `times`, where every step comes after the one before. */
function chainColumns({ steps }: FunnelRelation): string {
  const counts = steps.map((_, i) => `toFloat64(countIf(reach > ${i}))`);
  const waits = steps.slice(1).map((_, i) => `times[${i + 2}] - times[${i + 1}], reach > ${i + 1}`);
  return `[${counts.join(', ')}] AS counts,
  [${waits.map((wait) => `quantileExactInclusiveIf(0.5)(${wait})`).join(', ')}] AS medians`;
}

/**
 * What the counts of a funnel come from. Without medians, where nothing else needs them either, no times are read: `many`
 * that went equally far are then put together first.
 * @param segmented whether `segment` is wanted
 */
export function countTexts(plan: FunnelPlan, relation: FunnelRelation, segmented: boolean, params: Params): CountTexts {
  const carried = segmentCarries(plan);
  const { segment, has, needsTimes } = segmentTexts(plan, relation.steps, carried);
  const units = relation.reached(carried, params);
  const timed = plan.medians || relation.gaps || (segmented && needsTimes);
  const all = `SELECT unit, ${units.reach} AS reach${timed ? `, ${units.times} AS times` : ''}\n  FROM (${units.relation})`;
  const some = segmented && has !== '1';
  const reached = some ? settled(all) : all;
  const only = some ? `\n  WHERE ${has}` : '';
  const own = segmented ? `${segment} AS segment, ` : '';
  if (plan.medians || relation.gaps) {
    const columns = relation.gaps ? gapColumns(relation) : chainColumns(relation);
    return { from: `SELECT ${own}reach, times\n  FROM (${reached})${only}`, columns };
  }
  return {
    from: `SELECT ${own}reach, count() AS many\n  FROM (${reached})${only}\n  GROUP BY ${segmented ? 'segment, ' : ''}reach`,
    columns: `sumForEach(arrayMap(k -> if(k <= reach, toFloat64(many), 0), range(1, ${relation.steps.length + 1}))) AS counts, [] AS medians`,
  };
}
