import type { ParsedEvent } from '@desirepath/schema';
import { parseNative } from '../native/parse-native.ts';
import { cleanText } from '../normalise/clean-text.ts';
import { rawJson } from '../normalise/raw-json.ts';
import { Refusal } from '../normalise/refusal.ts';
import { exceedsUtf8 } from '../normalise/utf8.ts';
import type { WireContext } from '../normalise/wire-context.ts';

const MAX_EVENT_BYTES = 32 * 1024;

/** An event in the product's own dialect, still to be checked like any other. */
export interface Translated {
  event: Record<string, unknown>;
  sentAt?: unknown;
  sdk: string;
}

/**
 * Judges one foreign event: it is translated, and then goes through the same door as a native one, so that every rule holds for
 * all dialects. What is kept of a refused event is what came, not its translation.
 *
 * @param translate may throw a {@link Refusal}; anything else it throws costs this event its place, never its neighbours theirs
 */
export function judge(raw: unknown, translate: () => Translated, context: WireContext): ParsedEvent {
  let translated: Translated;
  try {
    const { maxEventBytes = MAX_EVENT_BYTES, bodyBytes = Number.POSITIVE_INFINITY } = context;
    if (bodyBytes > maxEventBytes && exceedsUtf8(rawJson(raw, maxEventBytes + 1), maxEventBytes)) {
      throw new Refusal('too_large', '', `The event has more than ${maxEventBytes} bytes; send less with it.`);
    }
    translated = translate();
  } catch (error) {
    if (context.bot === true) return { verdict: 'bot', id: undefined, name: '', raw: rawOf(raw) };
    const rejection =
      error instanceof Refusal
        ? error.rejection
        : { reason: 'unreadable', field: '', detail: `The event could not be read: ${cleanText(String(error), 300)}` };
    return { verdict: 'rejected', id: undefined, rejection, raw: rawOf(raw) };
  }
  const { event, sentAt, sdk } = translated;
  // Measured above already.
  const [verdict] = parseNative({ sdk, sent_at: sentAt, events: [event] }, { ...context, bodyBytes: 0 });
  if (verdict === undefined) throw new Error('An event got no verdict.');
  return verdict.verdict === 'stored' ? verdict : { ...verdict, raw: rawOf(raw) };
}

function rawOf(raw: unknown): string {
  return cleanText(rawJson(raw), 8192);
}
