import assert from 'node:assert/strict';
import { type Dirty, dirtyFrames, journeysNow, Params, type SiteContext } from '@desirepath/engine';
import type { Store } from '../src/store.ts';
import type { PlainJourney } from './reference.ts';

/** What is out of date now, by the frames that made it so. */
async function dirtyNow(store: Store, context: SiteContext): Promise<Dirty> {
  const params = new Params('t_');
  const rows = await store.read<{ frame: string }>(params.sql(dirtyFrames(context, params)));
  return { frames: rows.map((row) => row.frame) };
}

/** What lies ready in a journey although its other columns say it, or those of all journeys of its person. */
interface Ready {
  head: string;
  whole_start: number;
  whole_codes: number[];
  whole_d: number[];
  long_d: number[];
}

/** Checks that what lies ready is what the journeys of a person say, given in their order. */
function checkReady(all: readonly (Pick<PlainJourney, 'start' | 'codes' | 'd' | 'closed'> & Ready)[]): void {
  const since = all[0]?.start ?? 0;
  for (const [i, journey] of all.entries()) {
    const last = i === all.length - 1;
    const way = journey.codes.filter((code, at) => code !== journey.codes[at - 1]).slice(0, 8);
    const { head, whole_start, whole_codes, whole_d, long_d } = journey;
    const long = (journey.d.at(-1) ?? 0) >= 7 * 86_400_000;
    assert.deepEqual(
      { head, whole_start, whole_codes, whole_d, long_d, closed: journey.closed },
      {
        head: way.reduceRight((number, code) => number * 256n + BigInt(code), 0n).toString(),
        whole_start: since,
        whole_codes: last ? all.flatMap(({ codes }) => codes) : [],
        long_d: long ? journey.d : [],
        whole_d:
          last && (i > 0 || long) ? all.flatMap(({ start, d }) => d.map((offset) => start - since + offset)) : [],
        closed: last ? 0 : 1,
      },
    );
  }
}

/**
 * The journeys that the store would answer with, decoded: made of what is stored (`none`), of the events (`all`), or of both as
 * far as something is out of date (`now`).
 */
export async function plainJourneys(
  store: Store,
  context: SiteContext,
  dirty: 'none' | 'all' | 'now',
): Promise<PlainJourney[]> {
  const journeys = journeysNow(context, dirty === 'now' ? await dirtyNow(store, context) : dirty);
  const rows = await store.read<Omit<PlainJourney, 'session'> & { sessions_by_hash: string[] } & Ready>({
    text: `SELECT person_id AS person, number, toUnixTimestamp64Milli(start) AS start, toUnixTimestamp64Milli(end) AS end,
        closed, arrayMap(i -> reinterpretAsUInt8(substring(s, i, 1)), range(1, length(s) + 1)) AS codes, d,
        arrayMap(h -> toString(h), session) AS sessions_by_hash,
        toString(head) AS head, toUnixTimestamp64Milli(whole_start) AS whole_start, whole_d, long_d,
        arrayMap(i -> reinterpretAsUInt8(substring(whole_s, i, 1)), range(1, length(whole_s) + 1)) AS whole_codes,
        stage_first, stage_advanced, stage_looped, goal_at, visitors, sessions,
        session_channels, session_sources, session_campaigns, goal_sessions,
        device, channel, source, campaign, country, browser, os, landing, returning,
        orders, arrayMap(v -> toString(v), order_values) AS order_values, order_currencies
      FROM (${journeys.text}) ORDER BY person_id, number`,
    params: journeys.params,
  });
  const ofPerson = new Map<string, typeof rows>();
  for (const row of rows) ofPerson.set(row.person, [...(ofPerson.get(row.person) ?? []), row]);
  for (const all of ofPerson.values()) checkReady(all);
  const seen = new Map<string, string[]>();
  return rows.map(
    ({
      sessions_by_hash,
      head: _head,
      whole_start: _start,
      whole_codes: _codes,
      whole_d: _d,
      long_d: _long,
      ...row
    }) => {
      const sessions = seen.get(row.person) ?? [];
      seen.set(row.person, sessions);
      for (const hash of sessions_by_hash) if (!sessions.includes(hash)) sessions.push(hash);
      return { ...row, session: sessions_by_hash.map((hash) => sessions.indexOf(hash)) };
    },
  );
}
