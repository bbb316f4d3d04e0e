import type { ParsedEvent } from '@desirepath/schema';
import { parseNative } from '../native/parse-native.ts';
import { cleanText } from '../normalise/clean-text.ts';
import { rawOf } from '../normalise/raw-of.ts';
import { Refusal } from '../normalise/refusal.ts';
import { sizeCheck } from '../normalise/size-check.ts';
import type { WireContext } from '../normalise/wire-context.ts';

/** An event in the product's own dialect, still to be checked like any other. */
export interface Translated {
  event: Record<string, unknown>;
  sentAt?: unknown;
  sdk: string;
  /** Of an event that does not say when it was: how long before its receipt, ms. */
  age?: number | undefined;
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
    sizeCheck({}, context)(raw);
    translated = translate();
  } catch (error) {
    if (context.bot === true) return { verdict: 'bot', id: undefined, name: '', raw: rawOf(raw, context) };
    const rejection =
      error instanceof Refusal
        ? error.rejection
        : { reason: 'unreadable', field: '', detail: `The event could not be read: ${cleanText(String(error), 300)}` };
    return { verdict: 'rejected', id: undefined, rejection, raw: rawOf(raw, context) };
  }
  const { event, sentAt, sdk, age } = translated;
  // Measured once more, as it has now what its request says for all events.
  const [verdict] = parseNative(
    { sdk, sent_at: sentAt, events: [event] },
    age === undefined ? context : { ...context, age },
  );
  if (verdict === undefined) throw new Error('An event got no verdict.');
  return verdict.verdict === 'stored' ? verdict : { ...verdict, raw: rawOf(raw, context) };
}
