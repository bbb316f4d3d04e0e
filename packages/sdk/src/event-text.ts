import type { ClientEvent } from '@desirepath/schema';

/** An event as JSON; without its parameters where those cannot be written (a circle, a BigInt), so that it still counts. */
export function eventText(event: Partial<ClientEvent>): string {
  try {
    return JSON.stringify(event);
  } catch {
    return JSON.stringify({ ...event, params: {} });
  }
}
