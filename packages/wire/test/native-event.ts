import type { EventRow, ParsedEvent } from '@desirepath/schema';
import { parseNative } from '../src/native/parse-native.ts';
import type { WireContext } from '../src/normalise/wire-context.ts';

export const RECEIVED = Date.UTC(2025, 2, 1, 12);
export const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
export const CONTEXT: WireContext = { site: 'shop', lane: 'browser', received: RECEIVED };

/** What is made of the only event of an envelope. */
export function one(
  event: unknown,
  envelope: Record<string, unknown> = {},
  context: Partial<WireContext> = {},
): ParsedEvent {
  const [parsed, ...more] = parseNative({ visitor: 'v1', ...envelope, events: [event] }, { ...CONTEXT, ...context });
  if (parsed === undefined || more.length > 0) throw new Error('not one verdict');
  return parsed;
}

/** The row of an event that is well but for what is said otherwise. */
export function row(
  event: Record<string, unknown>,
  envelope?: Record<string, unknown>,
  context?: Partial<WireContext>,
): EventRow {
  const parsed = one({ id: ID, name: 'page_view', time: RECEIVED, ...event }, envelope, context);
  if (parsed.verdict !== 'stored') throw new Error(`not stored: ${JSON.stringify(parsed)}`);
  return parsed.row;
}

/** Why such an event is rejected, or undefined where it is not. */
export function rejection(
  event: Record<string, unknown>,
  envelope?: Record<string, unknown>,
  context?: Partial<WireContext>,
) {
  const parsed = one({ id: ID, name: 'page_view', time: RECEIVED, ...event }, envelope, context);
  return parsed.verdict === 'rejected' ? parsed.rejection : undefined;
}
