import type { JourneyMap, Touchpoint } from '@desirepath/schema';
import { slug } from './slug.ts';

/** Event names of a touchpoint, always as a list. */
export function eventsOf(touchpoint: Touchpoint): readonly string[] {
  return typeof touchpoint.event === 'string' ? [touchpoint.event] : touchpoint.event;
}

/** Id of each stage: the given one, else its name in snake_case, else `stage_<number>`. */
export function stageIds(map: JourneyMap): string[] {
  return map.stages.map((stage, i) => stage.id ?? (slug(stage.name) || `stage_${i + 1}`));
}

const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/**
 * Id of each touchpoint, by stage: the given one; else the event name, where it is the whole rule (a single event and no
 * `where`) and nobody has that id; else the name in snake_case; else `touchpoint_<stage>_<place>`.
 */
export function touchpointIds(map: JourneyMap): string[][] {
  const taken = new Set(map.stages.flatMap((stage) => stage.touchpoints.flatMap((touchpoint) => touchpoint.id ?? [])));
  const byEvent = (touchpoint: Touchpoint): string | undefined => {
    const [event, second] = eventsOf(touchpoint);
    if (event === undefined || second !== undefined || touchpoint.where !== undefined) return undefined;
    if (!ID.test(event) || taken.has(event)) return undefined;
    taken.add(event);
    return event;
  };
  return map.stages.map((stage, s) =>
    stage.touchpoints.map(
      (touchpoint, t) =>
        touchpoint.id ?? byEvent(touchpoint) ?? (slug(touchpoint.name) || `touchpoint_${s + 1}_${t + 1}`),
    ),
  );
}
