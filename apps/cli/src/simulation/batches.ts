import type { ClientEvent, Envelope } from '@desirepath/schema';
import { SIMULATION_SDK, type Visit } from './visit.ts';

/**
 * Gathers visits into envelopes of about `size` events for the import lane; a visit is never split. One at a time, so
 * memory stays flat.
 */
export function* importBatches(visits: Iterable<Visit>, size: number): Generator<Envelope> {
  let events: ClientEvent[] = [];
  for (const visit of visits) {
    events.push(...visit.events);
    if (events.length < size) continue;
    yield { sdk: SIMULATION_SDK, events };
    events = [];
  }
  if (events.length > 0) yield { sdk: SIMULATION_SDK, events };
}
