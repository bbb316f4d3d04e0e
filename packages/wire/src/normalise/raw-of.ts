import { cleanText } from './clean-text.ts';
import { rawJson } from './raw-json.ts';
import { isUserData } from './user-data.ts';
import type { WireContext } from './wire-context.ts';

/** Largest raw text kept of what is not stored, in characters. */
export const MAX_RAW = 8192;

/** What is kept of an event that is not stored. Where nothing may know the browser again, that is nothing: ids may stand anywhere in it. */
export function rawOf(event: unknown, context: WireContext): string {
  return context.anonymous === true ? '' : cleanText(rawJson(event, MAX_RAW, isUserData), MAX_RAW);
}
