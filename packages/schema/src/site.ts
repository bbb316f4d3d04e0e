import { z } from 'zod';
import { collectorSettingsSchema } from './collector-settings.ts';
import { durationMs, durationSchema } from './duration.ts';
import { surveySchema } from './survey.ts';

/** An IANA time zone, for example `Europe/Berlin`. */
export const timeZoneSchema = z.string().refine(
  (zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  },
  { error: 'is not an IANA time zone; write one like Europe/Berlin or UTC' },
);

/** A secret token of the API. `admin` may also import old events and erase. */
export const tokenSchema = z.strictObject({
  /** SHA-256 of the token, hex; the token itself is never stored. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of a token, 64 digits of 0-9 and a-f'),
  scope: z.enum(['read', 'admin']),
  label: z.string().default(''),
});
export type ApiToken = z.infer<typeof tokenSchema>;

/** What a browser's wish not to be followed changes: nothing, no id that lasts longer than a day, or nothing is kept. */
const optOutSchema = z.enum(['ignore', 'cookieless', 'reject']);

const DAY_MS = 86_400_000;
/** At least a day: shorter ones would delete what is still being stitched. */
const retentionSchema = durationSchema.refine(
  (text) => !durationSchema.safeParse(text).success || durationMs(text) >= DAY_MS,
  { error: 'must be at least 1d' },
);

/** An exact origin, or one with a `*` for one label, a `**` for one or more; anything else no browser would ever match. */
export const originSchema = z
  .string()
  .regex(/^https?:\/\/(?:\*\*?\.)?[^\s/*?#]+$/, 'must be an origin such as https://shop.example, without a path');

/** One shop. */
export const siteSchema = z.strictObject({
  /** Lower-case letters, digits, `-` and `_`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _'),
  name: z.string().optional(),
  /** Public: may only write, and only from `origins`. */
  write_key: z.string().min(8).max(200),
  /** Exact origins, `https://shop.example`; `https://*.shop.example` is one label deep, `https://**.shop.example` any; empty: no browser may write. */
  origins: z.array(originSchema),
  tokens: z.array(tokenSchema).default([]),
  /** Days, weeks and "last week" of the site are those of this zone. */
  time_zone: timeZoneSchema.default('UTC'),
  /** ISO 4217 code that money is reported in. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
    .default('EUR'),
  /** Path of the journey map, relative to the file that says this; none: the default map. */
  map: z.string().optional(),
  /** Whether e-mail addresses, card numbers and secrets in URLs and properties are blotted out before anything is written; by default yes. */
  scrub: z.boolean().optional(),
  /** What `Sec-GPC: 1` changes; by default `cookieless`. */
  gpc: optOutSchema.optional(),
  /** What `DNT: 1` changes; by default `ignore`. */
  dnt: optOutSchema.optional(),
  /** Whether a browser that sends no visitor id is known by a hash that changes every day; by default yes. */
  cookieless: z.boolean().optional(),
  /** How long events and journeys are kept, `400d`; without it for ever. */
  retention: retentionSchema.optional(),
  /** Secret shared with the shop's server only, which signs orders with it. */
  signing_secret: z.string().min(16).max(200).optional(),
  /** What the tag asks shoppers on pages whose script element says `data-survey="on"`. */
  surveys: z
    .array(surveySchema)
    .max(20)
    .refine((surveys) => new Set(surveys.map(({ name }) => name)).size === surveys.length, {
      error: 'must have a name each, and no two the same',
    })
    .optional(),
});
export type Site = z.infer<typeof siteSchema>;

/** The file `sites.yaml` of a data folder. */
export const sitesFileSchema = z.strictObject({
  sites: z.array(siteSchema),
  collector: collectorSettingsSchema.optional(),
});
export type SitesFile = z.infer<typeof sitesFileSchema>;
