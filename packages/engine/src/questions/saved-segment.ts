import type { Filter, JourneyCondition, Plan, Where } from '@desirepath/schema';
import { nearest } from '../map/nearest.ts';
import { PlanError } from './plan-error.ts';
import type { QuestionContext } from './question.ts';

/**
 * The plan with what its saved segments ask written out: dimensions must be in the plan's filter and in the segments', and
 * the conditions of all must hold.
 * @throws PlanError for a segment that the map does not have
 */
export function withSegments<P extends Plan>(plan: P, { map }: Pick<QuestionContext, 'map'>): P {
  const ids = [plan.segment ?? []].flat();
  if (ids.length === 0) return plan;
  const saved = ids.map((id) => {
    const found = map.segments?.find((segment) => segment.id === id);
    if (found !== undefined) return found;
    const all = (map.segments ?? []).map((segment) => segment.id);
    const near = nearest(id, all);
    const way =
      all.length === 0
        ? 'it has none; save one under "segments" in the map.'
        : near.length > 0
          ? `did you mean ${near.map((word) => `"${word}"`).join(' or ')}?`
          : `it has ${all.join(', ')}.`;
    throw new PlanError(`The map has no segment "${id}"; ${way}`, 'segment', id);
  });
  const filter = saved.reduce((sum: Filter, one) => both(sum, one.filter ?? {}), plan.filter ?? {});
  const where = [plan.where, ...saved.map((one) => one.where)].flatMap(conditions);
  return { ...plan, filter, ...(where.length === 0 ? {} : { where }) };
}

function conditions(where: Where | undefined): JourneyCondition[] {
  if (where === undefined) return [];
  return Array.isArray(where) ? where : [{ event: where, never: false }];
}

/** Values that both filters let through; a dimension that only one of them names is the other's whatever it is. */
function both(one: Filter, other: Filter): Filter {
  const merged: Filter = { ...one };
  for (const [key, values] of Object.entries(other)) {
    const dimension = key as keyof Filter;
    merged[dimension] = merged[dimension]?.filter((value) => values.includes(value)) ?? values;
  }
  return merged;
}
