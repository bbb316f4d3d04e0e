import { decodeBase64 } from '../dialect/base64.ts';
import { countEqual } from '../dialect/event-id.ts';
import { type Fields, fieldsOf, isFields, own, textIn } from '../dialect/fields.ts';
import { judge } from '../dialect/judge.ts';
import type { Opening } from '../dialect/opened-body.ts';
import { Refusal } from '../normalise/refusal.ts';
import { readPosthogEvent } from './read-posthog-event.ts';

/**
 * Parses the text of a PostHog request: JSON, base64 of JSON, or either as the form field `data`.
 *
 * @returns undefined where it is none of them
 */
export function posthogJson(text: string): unknown {
  const form = /^(?:.*&)?data=([^&]*)/.exec(text.slice(0, 200)) === null ? undefined : formField(text);
  const body = (form ?? text).trim();
  // A plus sign of base64 that nobody encoded has become a space.
  return parse(body) ?? parse(decodeBase64(body.replaceAll(' ', '+')) ?? '');
}

/**
 * Opens a body of PostHog's capture API: one event, a list of them, or an object with a `batch`.
 *
 * @param body parsed JSON, anything at all
 * @param sentAt the client's clock when it sent, where the address tells it (`_=`); a body's own `sent_at` counts first
 */
export function openPosthog(body: unknown, sentAt?: unknown): Opening {
  const events = eventsOf(body);
  if (events === undefined) {
    return {
      fault: { field: 'batch', detail: 'The body has no events; send one, a list, or an object with "batch".' },
    };
  }
  const outer = fieldsOf(body);
  const sent = own(outer, 'sent_at') ?? sentAt;
  return {
    key: keyOf(outer) ?? keyOf(fieldsOf(events[0])),
    count: events.length,
    parse(context) {
      const equal = countEqual();
      return events.map((event) =>
        judge(
          event,
          () => {
            if (!isFields(event)) throw new Refusal('bad_event', '', 'The event is no object; send one with "event".');
            return readPosthogEvent(event, sent, context, equal);
          },
          context,
        ),
      );
    },
  };
}

function eventsOf(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (!isFields(body)) return undefined;
  const batch = own(body, 'batch') ?? own(body, 'data');
  if (Array.isArray(batch)) return batch;
  return own(body, 'event') === undefined ? undefined : [body];
}

function keyOf(fields: Fields): string | undefined {
  return textIn(fields, 'api_key') ?? textIn(fields, 'token') ?? textIn(fieldsOf(own(fields, 'properties')), 'token');
}

function formField(text: string): string | undefined {
  const value = /(?:^|&)data=([^&]*)/.exec(text)?.[1];
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
