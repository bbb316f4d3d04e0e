import type { EventLine } from './event-line.ts';
import type { Rejection, Verdict } from './verdict.ts';

/**
 * One accepted event as the table `events` holds it (clickhouse/migrations), in JSONEachRow form: names are the
 * columns', moments are milliseconds since 1970 UTC, decimals are texts.
 */
export interface EventRow {
  site: string;
  /** Browser or device; `user:<user_id>` for an event that only names a person. */
  visitor_id: string;
  event_id: string;
  name: string;
  /** As the client said it, clamped; the same on every retry, hence part of the sort key. Where it says none, that of the receipt. */
  client_time: number;
  /** client_time corrected by the clock skew and clamped: the time everything is computed with. */
  time: number;
  sent_time: number;
  received_time: number;
  /** Milliseconds that were added to client_time. */
  skew_ms: number;
  seq: number;
  session_hint: string;
  tab_id: string;
  /** The shop's id of the person, empty while unknown. */
  user_id: string;
  host: string;
  path: string;
  url: string;
  title: string;
  referrer: string;
  channel: string;
  source: string;
  medium: string;
  campaign: string;
  term: string;
  content: string;
  click_id: string;
  device: string;
  browser: string;
  os: string;
  country: string;
  language: string;
  order_id: string;
  /** Major units with up to four decimals, for example `19.9000`. */
  value: string;
  currency: string;
  'items.id': string[];
  'items.name': string[];
  'items.brand': string[];
  'items.category': string[];
  'items.variant': string[];
  'items.price': string[];
  'items.quantity': number[];
  props: Record<string, string>;
  nums: Record<string, number>;
  /** Which way it came: `browser`, `server`, `import`. */
  lane: Lane;
  /** How far its order and value can be believed. */
  revenue: RevenueTrust;
  /** Name and version of the sender. */
  sdk: string;
}

/** The way an event came in. Only `import` may be old. */
export type Lane = 'browser' | 'server' | 'import';

/**
 * Whether somebody but a shopper vouches for the money of an event: `unverified` came from where anybody could have made it up,
 * `signed` bears the signature of the shop's server, `server` came with a secret of the site; empty where no money is spoken of.
 * An unverified order is confirmed as soon as another event of the same order is signed or from the server.
 */
export type RevenueTrust = '' | 'unverified' | 'signed' | 'server';

/** What a dialect makes of one received event. */
export type ParsedEvent =
  | { verdict: 'stored'; row: EventRow }
  | { verdict: 'bot'; id: string | undefined; name: string; raw: string }
  | { verdict: 'rejected'; id: string | undefined; rejection: Rejection; raw: string };

/** A reject as the table `rejects` keeps it: 14 days, raw text up to 8 KB. */
export interface RejectRow {
  site: string;
  received_time: number;
  event_id: string;
  reason: string;
  field: string;
  detail: string;
  raw: string;
}

/** An event of a bot as the table `bots` keeps it: 30 days, raw text up to 8 KB. */
export interface BotRow {
  site: string;
  received_time: number;
  event_id: string;
  name: string;
  /** What gave it away: `agent` or `data_center`. */
  reason: string;
  /** Its User-Agent. */
  agent: string;
  raw: string;
}

/** How many events of a site and minute got which verdict, by one frame: the table `accounting`. */
export interface AccountingRow {
  site: string;
  /** Start of the minute of receipt, ms. */
  minute: number;
  verdict: Verdict;
  reason: string;
  count: number;
  /** Events that came in at that minute, counted at the door, whatever became of them; said by one row a frame, site and minute. */
  received?: number;
}

/**
 * What the collector writes ahead and the store inserts as one unit. Immutable once written; `id` names it in
 * ClickHouse's insert de-duplication, so a frame that is tried again changes nothing.
 */
export interface Frame {
  /** Hash of the frame's bytes, hex. */
  id: string;
  /** As the collector reads them back, they are lines. */
  rows: readonly (EventRow | EventLine)[];
  rejects: RejectRow[];
  bots?: BotRow[];
  /** Verdicts already known at receipt (rejected, bot, limited, duplicate in memory), not those of `rows`. */
  accounting: AccountingRow[];
}
