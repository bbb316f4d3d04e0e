import type { LiveEvent } from '@desirepath/schema';
import type { MapAnswer } from '../../../src/api/map-answer.ts';

type MapTouchpoint = MapAnswer['touchpoints'][number];

/**
 * The touchpoint that an event is by the map's rules, as far as the feed's columns can tell; where a rule asks for more
 * than the feed shows, none is named rather than a wrong one.
 */
export function touchpointOf(event: LiveEvent, map: MapAnswer | undefined): MapTouchpoint | undefined {
  for (const touchpoint of map?.touchpoints ?? []) {
    if (!touchpoint.events.includes(event.name)) continue;
    const fits = touchpoint.where.map(({ key, patterns }) => {
      const value = columnOf(event, key);
      return value === undefined ? undefined : patterns.some((pattern) => matches(pattern, value));
    });
    if (fits.every((fit) => fit === true)) return touchpoint;
    if (!fits.includes(false)) return undefined;
  }
  return undefined;
}

function columnOf(event: LiveEvent, key: string): string | undefined {
  return key === 'path' || key === 'device' || key === 'channel' ? event[key] : undefined;
}

function matches(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
}
