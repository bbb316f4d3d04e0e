import type { ClientEvent, Envelope } from '@desirepath/schema';
import { SDK } from './version.ts';

/**
 * The body of a request: the events, and once what they all say alike.
 * @param key the site's write key
 * @param now the clock at this moment, ms: the collector corrects a wrong clock by it
 * @param events taken over: what is shared is deleted from them
 */
export function envelopeOf(key: string, now: number, events: ClientEvent[]): Envelope {
  const shared: Record<string, unknown> = {};
  const records = events as unknown as Record<string, unknown>[];
  const [first] = records;
  for (const name in first) {
    const text = JSON.stringify(first[name]);
    if (!/^(id|name|time|seq|params)$/.test(name) && records.every((record) => JSON.stringify(record[name]) === text)) {
      shared[name] = first[name];
      for (const record of records) delete record[name];
    }
  }
  return { key, sdk: SDK, sent_at: now, ...shared, events };
}
