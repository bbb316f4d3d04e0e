import type { Opening } from '../dialect/opened-body.ts';
import { checkEnvelope } from './check-envelope.ts';
import { parseNative } from './parse-native.ts';

/**
 * Opens a body of the product's own dialect as far as its key and its events, as every dialect's bodies are opened.
 *
 * @param body parsed JSON, anything at all
 * @example
 * ```ts
 * const opened = openNative({ key: 'wk_shop', events: [event] });
 * if (!('fault' in opened)) opened.parse({ site: 'shop', lane: 'browser', received: Date.now() });
 * ```
 */
export function openNative(body: unknown): Opening {
  const checked = checkEnvelope(body);
  if ('fault' in checked) return { fault: checked.fault };
  const { envelope } = checked;
  return {
    key: typeof envelope.key === 'string' ? envelope.key : undefined,
    count: envelope.events.length,
    parse: (context) => parseNative(envelope, context),
  };
}
