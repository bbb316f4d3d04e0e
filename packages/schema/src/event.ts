import { z } from 'zod';

/** Longest text kept in any single field of an event, in UTF-16 code units; what is longer is cut there. */
export const MAX_TEXT = 2048;
/** Most properties of one event; an event with more is rejected, so that nothing is dropped silently. */
export const MAX_PROPS = 200;

/** One line of a GA4 `items[]` array. Prices are in major units of the event's currency. */
export const itemSchema = z.looseObject({
  item_id: z.union([z.string(), z.number()]).optional(),
  item_name: z.string().optional(),
  item_brand: z.string().optional(),
  item_category: z.string().optional(),
  item_variant: z.string().optional(),
  price: z.union([z.number(), z.string()]).optional(),
  quantity: z.union([z.number(), z.string()]).optional(),
});
export type Item = z.infer<typeof itemSchema>;

/** Where the shopper came from, as the campaign parameters of the landing URL say it. */
export const campaignSchema = z.object({
  source: z.string().optional(),
  medium: z.string().optional(),
  name: z.string().optional(),
  term: z.string().optional(),
  content: z.string().optional(),
  /** An advertising click id with its parameter's name, for example `gclid:Cj0K…`. */
  click_id: z.string().optional(),
});
export type Campaign = z.infer<typeof campaignSchema>;

/** The page an event happened on. */
export const pageSchema = z.object({
  url: z.string().optional(),
  title: z.string().optional(),
  referrer: z.string().optional(),
});
export type Page = z.infer<typeof pageSchema>;

/** A moment: milliseconds since 1970 UTC, or an ISO 8601 text with a zone. */
export const timeSchema = z.union([z.number(), z.string()]);

/** What every event of an envelope shares unless it says otherwise itself. */
export const contextSchema = z.object({
  /** First-party id of the browser or device. */
  visitor: z.string().min(1).max(200).optional(),
  /** The browser's own idea of the session; a hint, sessions are computed on the server. */
  session: z.string().max(200).optional(),
  /** One open tab. */
  tab: z.string().max(200).optional(),
  /** The shop's own id of an identified person. */
  user_id: z.string().min(1).max(200).optional(),
  /** The end that the ids of a sender's events have in common, `8abc-0123456789ab`: see {@link eventSchema}. */
  ids: z
    .string()
    .regex(/^[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be the last two parts of a UUID')
    .optional(),
  page: pageSchema.optional(),
  campaign: campaignSchema.optional(),
  language: z.string().max(40).optional(),
  /** Width and height of the viewport in CSS pixels. */
  viewport: z.tuple([z.number(), z.number()]).optional(),
  /** Set by importers and servers that know it; browsers leave it to the collector. */
  device: z.string().max(40).optional(),
  browser: z.string().max(80).optional(),
  os: z.string().max(80).optional(),
  country: z.string().max(80).optional(),
  /** Overrides the channel that the campaign and the referrer imply: `email`, `store`, `support`, … */
  channel: z.string().max(80).optional(),
});
export type EventContext = z.infer<typeof contextSchema>;

/**
 * One event as a client sends it. `params` has the shape of a GA4 event: `currency`, `value`, `transaction_id` and
 * `items` have their GA4 meaning, every other key becomes a property.
 *
 * @example
 * ```json
 * { "id": "0193…", "name": "add_to_cart", "time": 1732222222000, "seq": 3,
 *   "params": { "currency": "EUR", "value": 19.9, "items": [{ "item_id": "SKU1", "price": 19.9, "quantity": 1 }] } }
 * ```
 */
export const eventSchema = contextSchema.extend({
  /**
   * UUID, made once by the client (version 7 preferred); the same event sent twice has the same id. An event without one that has
   * `time` in milliseconds, `seq` and `ids` has the UUID of version 7 that these make: time, the last 12 bits of `seq`, `ids`.
   */
  id: z.uuid(),
  /** snake_case name, GA4's where it has one. */
  name: z.string().min(1).max(100),
  time: timeSchema,
  /** Orders events of one visitor that happened in the same millisecond. */
  seq: z.number().int().min(0).max(4294967295).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});
export type ClientEvent = z.infer<typeof eventSchema>;

/**
 * The body of `POST /v1/events`: events and what they share. The write key may also come as `?key=` or as the header
 * `X-Desirepath-Key`.
 */
export const envelopeSchema = contextSchema.extend({
  key: z.string().max(200).optional(),
  /** The client's clock when it sent the body, ms; received minus sent corrects a wrong clock. */
  sent_at: timeSchema.optional(),
  /** Name and version of the sender, for example `dp/0.1.0`. */
  sdk: z.string().max(80).optional(),
  /** Each is checked on its own, so one bad event never takes its neighbours with it. */
  events: z.array(z.unknown()),
});
export type Envelope = Omit<z.infer<typeof envelopeSchema>, 'events'> & { events: ClientEvent[] };
