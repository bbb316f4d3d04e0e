import { rawJson } from './raw-json.ts';
import { Refusal } from './refusal.ts';
import { exceedsUtf8, utf8Bytes } from './utf8.ts';
import type { WireContext } from './wire-context.ts';

const MAX_EVENT_BYTES = 32 * 1024;

/**
 * Looks whether an event is too large, counting with it what its envelope says for it: that is written for each event anew, so a small
 * body could otherwise become a large spool.
 *
 * @param shared what the envelope says for each event that does not say it itself
 * @returns a function that throws a {@link Refusal} for an event with more bytes of JSON than one may have
 */
export function sizeCheck(
  shared: Readonly<Record<string, unknown>>,
  { maxEventBytes = MAX_EVENT_BYTES, bodyBytes = Number.POSITIVE_INFINITY }: WireContext,
): (event: unknown) => void {
  // What holds all of it is no larger than one may be.
  if (bodyBytes <= maxEventBytes) return () => undefined;
  const sizes = Object.entries(shared).map(([field, value]) => {
    return { field, bytes: utf8Bytes(rawJson({ [field]: value }, maxEventBytes + 1)) };
  });
  return (event) => {
    const said = (event ?? {}) as Record<string, unknown>;
    let left = maxEventBytes;
    for (const { field, bytes } of sizes) if ((said[field] ?? undefined) === undefined) left -= bytes;
    if (left >= 0 && !exceedsUtf8(rawJson(event, maxEventBytes + 1), left)) return;
    const detail = `The event, with what its request says for all events, has more than ${maxEventBytes} bytes; send less with it.`;
    throw new Refusal('too_large', '', detail);
  };
}
