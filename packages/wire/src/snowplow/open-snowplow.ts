import { countEqual } from '../dialect/event-id.ts';
import { isFields, own, textIn } from '../dialect/fields.ts';
import { judge } from '../dialect/judge.ts';
import type { Opening } from '../dialect/opened-body.ts';
import { Refusal } from '../normalise/refusal.ts';
import { readSnowplowEvent } from './read-snowplow-event.ts';

/**
 * Opens the body of a POST of Snowplow's tracker protocol, version 2. Its application id (`aid`) is the write key; events with
 * another one than the first has are refused, as one request is for one site.
 *
 * @param body parsed JSON, anything at all
 */
export function openSnowplow(body: unknown): Opening {
  const data = isFields(body) ? own(body, 'data') : undefined;
  if (!Array.isArray(data)) {
    return { fault: { field: 'data', detail: 'The body has no list "data"; send a payload_data document.' } };
  }
  const key = data.map((one) => (isFields(one) ? textIn(one, 'aid') : undefined)).find((aid) => aid !== undefined);
  return {
    key,
    count: data.length,
    parse(context) {
      const equal = countEqual();
      return data.map((event: unknown) =>
        judge(
          event,
          () => {
            if (!isFields(event)) throw new Refusal('bad_event', '', 'The event is no object; send one with "e".');
            if ((textIn(event, 'aid') ?? key) !== key) {
              const detail = 'The event has another application id than the first of its request; send it on its own.';
              throw new Refusal('wrong_write_key', 'aid', detail);
            }
            return readSnowplowEvent(event, context.received, equal);
          },
          context,
        ),
      );
    },
  };
}
