import { countEqual } from '../dialect/event-id.ts';
import { type Fields, fieldsOf, isFields, own, textIn } from '../dialect/fields.ts';
import { judge } from '../dialect/judge.ts';
import type { Opening } from '../dialect/opened-body.ts';
import { Refusal } from '../normalise/refusal.ts';
import { readMessage, type SegmentType } from './read-message.ts';

/**
 * Opens a body of Segment's HTTP API, which is RudderStack's too: a batch, or a single call.
 *
 * @param body parsed JSON, anything at all
 * @param type of a single call, which its path tells; undefined: a batch
 */
export function openSegment(body: unknown, type?: SegmentType): Opening {
  if (!isFields(body)) {
    return { fault: { field: '', detail: 'The body is no object; send a message, or an object with a list "batch".' } };
  }
  const key = textIn(body, 'writeKey');
  const messages = type === undefined ? own(body, 'batch') : [body];
  if (!Array.isArray(messages)) {
    return { key, fault: { field: 'batch', detail: 'The body has no list "batch"; send the messages there.' } };
  }
  const shared: Fields = {
    context: type === undefined ? fieldsOf(own(body, 'context')) : {},
    sentAt: own(body, 'sentAt'),
    type,
  };
  return {
    key,
    count: messages.length,
    parse(context) {
      const equal = countEqual();
      return messages.map((message: unknown) =>
        judge(
          message,
          () => {
            if (!isFields(message))
              throw new Refusal('bad_event', '', 'The message is no object; send one with a type.');
            return readMessage(message, shared, context.received, equal);
          },
          context,
        ),
      );
    },
  };
}
