import type { PlanInput } from '@desirepath/schema';
import type { MapView } from './map-view.ts';

type Asked<K extends PlanInput['plan']> = Extract<PlanInput, { plan: K }>;

function part({ days, dimension, value }: MapView) {
  return { period: { last: `${days}d` }, ...(value === null ? {} : { filter: { [dimension]: [value] } }) };
}

/** Asks for the stages of the view, quickly. */
export function stagesPlan(view: MapView): Asked<'stages'> {
  return { plan: 'stages', ...part(view) };
}

/** Asks for the same with how shoppers fared in each. */
export function experiencePlan(view: MapView): Asked<'stages'> {
  return { plan: 'stages', ...part(view), experience: true };
}

/** Asks which segments there are, whatever the one looked at. */
export function segmentsPlan({ days, dimension }: MapView): Asked<'stages'> {
  return { plan: 'stages', period: { last: `${days}d` }, segment_by: dimension };
}

/** Asks what holds the chain back; the trouble inside its steps is told by the experience. */
export function constraintPlan(view: MapView): Asked<'constraint'> {
  return { plan: 'constraint', ...part(view), segment_by: view.dimension, signals: false };
}
