import type { Plan } from '@desirepath/schema';
import { isProperty } from './filter.ts';

/** The column that says what a journey tells of a property. */
export interface ToldColumn {
  name: string;
  /** SQL over `told`, the values that each of its touchpoints tells, and `stage`, the number of each one's stage. */
  text(of: (name: string) => string): string;
  /** SQL of the same over rows of events: `told` and `stage` of each, and `place`, by which they are in order. */
  gathered: string;
}

/** The property that a plan is broken down by; none: undefined. */
export function propertyOf(plan: Plan): string | undefined {
  const by = plan.plan === 'matrix' ? plan.by : 'segment_by' in plan ? plan.segment_by : undefined;
  return by !== undefined && isProperty(by) ? by : undefined;
}

/** For most plans the first value that is told; for a matrix every value, with the stage in which it was told. */
export function toldColumn({ plan }: Pick<Plan, 'plan'>): ToldColumn {
  if (plan === 'matrix') {
    return {
      name: 'pairs',
      text: (of) =>
        `arraySort(arrayDistinct(arrayFlatten(arrayMap((stage, values) -> arrayMap(value -> (stage, value), values), ${of('stage')}, ${of('told')}))))`,
      gathered: 'arraySort(groupUniqArrayArray(arrayMap(value -> (stage, value), told)))',
    };
  }
  return {
    name: 'property',
    text: (of) => `arrayFirst(values -> notEmpty(values), ${of('told')})[1]`,
    gathered: 'argMinIf(told[1], place, notEmpty(told))',
  };
}
