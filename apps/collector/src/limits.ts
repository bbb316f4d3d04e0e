/** What a request may ask of the collector. */
export interface Limits {
  /** Largest body of `POST /v1/events`, bytes. */
  bodyBytes: number;
  /** Most events of one such body. */
  batchEvents: number;
  /** Largest event, bytes of JSON. */
  eventBytes: number;
  /** Largest body of `POST /v1/import`, bytes. */
  importBytes: number;
  /** Most events of one import body. */
  importEvents: number;
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
  importBytes: 16 * 1024 * 1024,
  importEvents: 5000,
  keptRefusals: 20,
  recentIds: 100_000,
  shipEveryMs: 1000,
  shipBytes: 8 * 1024 * 1024,
};
