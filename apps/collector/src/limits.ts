import type { CollectorSettings } from '@desirepath/schema';

/** What a request may ask of the collector. */
export interface Limits {
  /** Largest body of `POST /v1/events`, bytes, after inflation. */
  bodyBytes: number;
  /** Most events of one such body. */
  batchEvents: number;
  /** Largest event, bytes of JSON. */
  eventBytes: number;
  /** Longest path with its query, bytes. */
  urlBytes: number;
  /** Most bytes of the head of a request; kept by the HTTP server (`serverOptions`). */
  headerBytes: number;
  /** Time a body may take to arrive, ms. */
  bodyMs: number;
  /** Largest body of `POST /v1/import`, bytes. */
  importBytes: number;
  /** Most events of one import body. */
  importEvents: number;
  /** Events a second that a write key may send for long; 0: any number. An import has no such limit. */
  keyRate: number;
  /** Events that a write key may send at once. */
  keyBurst: number;
  /** Events a second that an address may send for long, a request being one at least; 0: any number. */
  addressRate: number;
  /** Events that an address may send at once. */
  addressBurst: number;
  /** Refused requests a second and site whose beginning is kept to be read later; all are counted. */
  keptRefusals: number;
  /** Event ids remembered in memory, to tell duplicates at once. */
  recentIds: number;
  /** Shortest time from one insert to the next while there is little to insert, ms: ClickHouse makes a part of each. */
  shipEveryMs: number;
  /** Bytes of frames that make an insert worth its while at once. */
  shipBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 1024 * 1024,
  batchEvents: 500,
  eventBytes: 32 * 1024,
  urlBytes: 8 * 1024,
  headerBytes: 16 * 1024,
  bodyMs: 20_000,
  importBytes: 16 * 1024 * 1024,
  importEvents: 5000,
  keyRate: 20_000,
  keyBurst: 100_000,
  addressRate: 500,
  addressBurst: 10_000,
  keptRefusals: 20,
  recentIds: 100_000,
  shipEveryMs: 1020,
  shipBytes: 24 * 1024 * 1024,
};

/** The limits that an operator's settings change. */
export function limitsOf(settings: CollectorSettings): Partial<Limits> {
  const chosen: [keyof Limits, number | undefined][] = [
    ['bodyBytes', settings.body_bytes],
    ['batchEvents', settings.batch_events],
    ['eventBytes', settings.event_bytes],
    ['urlBytes', settings.url_bytes],
    ['headerBytes', settings.header_bytes],
    ['bodyMs', settings.body_ms],
    ['importBytes', settings.import_bytes],
    ['importEvents', settings.import_events],
    ['keyRate', settings.key_rate],
    ['keyBurst', settings.key_burst],
    ['addressRate', settings.address_rate],
    ['addressBurst', settings.address_burst],
  ];
  return Object.fromEntries(chosen.filter(([, value]) => value !== undefined));
}
