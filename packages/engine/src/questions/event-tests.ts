import type { EventCondition, WantedValue } from '@desirepath/schema';
import { EVENT_COLUMNS, type EventTest, isEventKey } from '../stitch/event-test.ts';
import { PlanError } from './plan-error.ts';

/**
 * What a plan asks of an event, ready to be tested.
 * @param field path of the plan's field, for the error
 * @throws PlanError for a key that events do not have
 */
export function eventTests(where: EventCondition, field: string): EventTest[] {
  return Object.entries(where).map(([key, wanted]) => {
    const name = eventKey(key);
    if (!isEventKey(name)) {
      throw new PlanError(
        `Events have no "${key}"; a condition may name ${[...EVENT_COLUMNS].join(', ')}, props.<name>, nums.<name> or items.<id, name, brand, category, variant, price or quantity>.`,
        `${field}.${key}`,
        key,
      );
    }
    return { key: name, ...testOf(wanted) };
  });
}

/** Numbers and texts of one name are one property, however a plan calls it. */
export function eventKey(key: string): string {
  return key.startsWith('nums.') ? `props.${key.slice('nums.'.length)}` : key;
}

function testOf(wanted: WantedValue): Omit<EventTest, 'key'> {
  if (typeof wanted === 'string') return { patterns: [wanted] };
  if (Array.isArray(wanted)) return { patterns: wanted };
  const { min, max, is, not, contains, exists } = wanted;
  const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return {
    patterns: [],
    ...(min === undefined && max === undefined ? {} : { range }),
    ...(is === undefined ? {} : { is }),
    ...(not === undefined ? {} : { not }),
    ...(contains === undefined ? {} : { contains }),
    ...(exists === undefined ? {} : { exists }),
  };
}
