import { z } from 'zod';
import { durationSchema } from './duration.ts';

const count = z.number().int().min(1);
const rate = z.number().min(0);

/** What an operator may set for the collector, under `collector` in `sites.yaml`; whatever is left out keeps its default. */
export const collectorSettingsSchema = z.strictObject({
  /** Proxies in front that append to X-Forwarded-For; with 0 the header is not believed. */
  trusted_proxies: z.number().int().min(0).max(10).optional(),
  /**
   * Header in which a proxy says the visitor's country, for example `cf-ipcountry`. Any browser can send one, so it is believed only with
   * `trusted_proxies`.
   */
  country_header: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, 'must be the name of a header in lower case')
    .optional(),
  /**
   * SHA-256, hex, of the token that opens `/metrics` and all of `/readyz`; without one they open on the machine itself only, to whoever
   * asks neither from elsewhere nor through a proxy.
   */
  metrics_token: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the token in hex: printf %s "$TOKEN" | sha256sum')
    .optional(),
  /** How long the spool keeps what ClickHouse holds, by default `6h`, should the disk of a server have lied or be lost. */
  spool_keep: durationSchema.optional(),
  /** Largest body of `POST /v1/events` in bytes, after inflation. */
  body_bytes: count.optional(),
  /** Most events of one such body. */
  batch_events: count.optional(),
  /** Largest event, bytes of JSON. */
  event_bytes: count.optional(),
  /** Longest path with its query, bytes. */
  url_bytes: count.optional(),
  /** Most bytes of a request's headers and its first line. */
  header_bytes: count.min(1024).optional(),
  /** Time a body may take to arrive, ms. */
  body_ms: count.optional(),
  /** Largest body of `POST /v1/import`, bytes. */
  import_bytes: count.optional(),
  /** Most events of one import body. */
  import_events: count.optional(),
  /** Events a second that a write key may send for long; 0: any number. */
  key_rate: rate.optional(),
  /** Events that a write key may send at once. */
  key_burst: rate.optional(),
  /** Events a second, a request being one at least, that an address may send for long; 0: any number. */
  address_rate: rate.optional(),
  /** Events that an address may send at once. */
  address_burst: rate.optional(),
});
export type CollectorSettings = z.infer<typeof collectorSettingsSchema>;
