import { type ClientEvent, contextSchema, eventSchema, type ParsedEvent, type Rejection } from '@desirepath/schema';
import { cleanText } from '../normalise/clean-text.ts';
import { rawOf } from '../normalise/raw-of.ts';
import { Refusal } from '../normalise/refusal.ts';
import { sizeCheck } from '../normalise/size-check.ts';
import { type Sender, toEventRow } from '../normalise/to-event-row.ts';
import type { WireContext } from '../normalise/wire-context.ts';
import { checkEnvelope } from './check-envelope.ts';
import { eventIdOf } from './event-id-of.ts';
import { plainEvent } from './plain-event.ts';

/** Parameters may be anything; they are taken apart by hand, as a schema would drop keys such as `__proto__`. */
const fieldsSchema = eventSchema.omit({ params: true });
const SHARED = new Set(Object.keys(contextSchema.shape));
const OWN = new Set([...SHARED, 'id', 'name', 'time', 'seq']);

/**
 * Reads the product's own dialect: the body of `POST /v1/events`. What the envelope says holds for each event that does not
 * say it itself; each event is judged on its own, and exactly once.
 *
 * @param body parsed JSON, anything at all; never throws
 * @returns one verdict for each event, in their order; a single reject when the body is no envelope
 * @example
 * ```ts
 * parseNative({ visitor: 'v1', events: [{ id, name: 'page_view', time: 1732222222000 }] },
 *   { site: 'shop', lane: 'browser', received: Date.now() })
 * ```
 */
export function parseNative(body: unknown, context: WireContext): ParsedEvent[] {
  const checked = checkEnvelope(body);
  if ('fault' in checked) {
    const rejection = { reason: 'bad_envelope', ...checked.fault };
    return [{ verdict: 'rejected', id: undefined, rejection, raw: rawOf(body, context) }];
  }
  const { envelope } = checked;
  const shared = sharedOf(envelope);
  const sdk = own(envelope, 'sdk');
  const sender: Sender = {
    sentAt: own(envelope, 'sent_at'),
    sdk: typeof sdk === 'string' ? cleanText(sdk, 80) : '',
  };
  const check = sizeCheck(shared, context);
  return envelope.events.map((event) => parseEvent(event, shared, check, sender, context));
}

/** What an envelope says for all its events. */
export function sharedOf(envelope: Record<string, unknown>): Record<string, unknown> {
  return pick(envelope, SHARED);
}

function parseEvent(
  event: unknown,
  shared: Record<string, unknown>,
  check: (event: unknown) => void,
  sender: Sender,
  context: WireContext,
): ParsedEvent {
  if (context.bot === true)
    return { verdict: 'bot', id: idOf(event, shared), name: textOf(event, 'name') ?? '', raw: rawOf(event, context) };
  try {
    return { verdict: 'stored', row: toEventRow(toClientEvent(event, shared, check), sender, context) };
  } catch (error) {
    // Anything else would be a fault of ours: it costs this event its place, never its neighbours theirs.
    const rejection =
      error instanceof Refusal
        ? error.rejection
        : { reason: 'unreadable', field: '', detail: `The event could not be read: ${cleanText(String(error), 300)}` };
    return { verdict: 'rejected', id: idOf(event, shared), rejection, raw: rawOf(event, context) };
  }
}

function toClientEvent(event: unknown, shared: Record<string, unknown>, check: (event: unknown) => void): ClientEvent {
  if (!isRecord(event)) {
    throw new Refusal('bad_event', '', 'The event is no object; send one with id, name and time.');
  }
  check(event);
  const params = own(event, 'params') ?? {};
  return (isRecord(params) ? plainEvent(event, shared, params) : undefined) ?? strictEvent(event, shared, params);
}

/**
 * An event as the schema sees it, which also says what is wrong with it.
 *
 * @throws Refusal
 */
export function strictEvent(
  event: Record<string, unknown>,
  shared: Record<string, unknown>,
  params: unknown,
): ClientEvent {
  const fields = pick(event, OWN, { ...shared });
  fields.id ??= eventIdOf(fields.time, fields.seq, fields.ids);
  const result = fieldsSchema.safeParse(fields);
  if (!result.success) throw toRefusal(result.error.issues);
  if (!isRecord(params))
    throw new Refusal('bad_event', 'params', 'The parameters are no object; send names with values.');
  const checked: ClientEvent = result.data;
  checked.params = params;
  delete checked.ids;
  return checked;
}

function toRefusal(issues: readonly { path: PropertyKey[]; message: string; code: string }[]): Refusal {
  const [first] = issues;
  const field = first?.path.map(String).join('.') ?? '';
  const rejection: Rejection = {
    reason: field === 'time' ? 'bad_time' : 'bad_event',
    field,
    detail: `The field "${field}" is not right: ${first?.message ?? 'unknown'}${WAYS_OUT[field] ?? ''}.`,
  };
  return new Refusal(rejection.reason, rejection.field, rejection.detail);
}

const WAYS_OUT: Record<string, string> = {
  id: '; send a UUID that the client makes once for the event',
  name: "; send a name of 1 to 100 characters, GA4's where it has one",
  time: '; send milliseconds since 1970 or ISO 8601 with a zone',
  seq: '; send a whole number from 0 to 4294967295',
};

/** The named fields that an object has itself, added to `picked`; an explicit null counts as not said. */
function pick(
  from: Record<string, unknown>,
  fields: ReadonlySet<string>,
  picked: Record<string, unknown> = {},
): Record<string, unknown> {
  for (const field of Object.keys(from)) {
    const value = from[field];
    if (value === undefined || value === null || !fields.has(field)) continue;
    picked[field] = field === 'page' || field === 'campaign' ? withoutNulls(value) : value;
  }
  return picked;
}

function withoutNulls(value: unknown): unknown {
  if (!isRecord(value) || !Object.values(value).includes(null)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== null));
}

function own(from: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(from, field) ? from[field] : undefined;
}

function idOf(event: unknown, shared: Record<string, unknown>): string | undefined {
  if (!isRecord(event)) return undefined;
  return textOf(event, 'id') ?? eventIdOf(own(event, 'time'), own(event, 'seq'), own(event, 'ids') ?? shared.ids);
}

function textOf(event: unknown, field: string): string | undefined {
  const value = isRecord(event) ? own(event, field) : undefined;
  return typeof value === 'string' ? cleanText(value, 100) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
