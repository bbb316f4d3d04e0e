import type { JourneyMap } from '@desirepath/schema';
import { eventKey } from '../questions/event-tests.ts';
import { EVENT_COLUMNS, isEventKey } from '../stitch/event-test.ts';
import type { MapProblem } from './check-meaning.ts';

/** Saved segments of one id, and such as ask for what events do not have. */
export function checkSegments({ segments = [] }: JourneyMap): MapProblem[] {
  return segments.flatMap(({ id, name, where }, i) => {
    const problems: MapProblem[] = [];
    if (segments.findIndex((other) => other.id === id) < i) {
      problems.push({
        path: `segments[${i}].id`,
        message: `Two segments have the id "${id}"; give one of them another "id".`,
      });
    }
    const events = Array.isArray(where) ? where.map(({ event }) => event ?? {}) : [where ?? {}];
    for (const key of events.flatMap(Object.keys)) {
      if (isEventKey(eventKey(key))) continue;
      problems.push({
        path: `segments[${i}].where`,
        message: `Segment "${name}" asks for "${key}", which events do not have; it can be ${[...EVENT_COLUMNS].join(', ')}, props.<name>, nums.<name> or items.<column>.`,
      });
    }
    return problems;
  });
}
