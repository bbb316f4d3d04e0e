import { countEqual } from '../dialect/event-id.ts';
import { isFields, own } from '../dialect/fields.ts';
import { judge } from '../dialect/judge.ts';
import type { Opening } from '../dialect/opened-body.ts';
import { Refusal } from '../normalise/refusal.ts';
import { readGa4Event } from './read-ga4-event.ts';

/**
 * Opens a body of GA4's Measurement Protocol. Its key stands in the address, never in the body.
 *
 * @param body parsed JSON, anything at all
 */
export function openGa4(body: unknown): Opening {
  if (!isFields(body)) {
    return { fault: { field: '', detail: 'The body is no object; send one with client_id and a list "events".' } };
  }
  const events = own(body, 'events');
  if (!Array.isArray(events)) {
    return { fault: { field: 'events', detail: 'The body has no list "events"; send the events there.' } };
  }
  return {
    key: undefined,
    count: events.length,
    parse(context) {
      const equal = countEqual();
      return events.map((event: unknown) =>
        judge(
          event,
          () => {
            if (!isFields(event)) throw new Refusal('bad_event', '', 'The event is no object; send one with a name.');
            return readGa4Event(event, body, context.received, equal);
          },
          context,
        ),
      );
    },
  };
}
