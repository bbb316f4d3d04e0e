import { type Dirty, dirtyFrames, journeysNow, Params, type SiteContext } from '@desirepath/engine';
import type { Store } from '../src/store.ts';
import type { PlainJourney } from './reference.ts';

/** What is out of date now, by the frames that made it so. */
async function dirtyNow(store: Store, context: SiteContext): Promise<Dirty> {
  const params = new Params('t_');
  const rows = await store.read<{ frame: string }>(params.sql(dirtyFrames(context, params)));
  return { frames: rows.map((row) => row.frame) };
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
  const rows = await store.read<Omit<PlainJourney, 'session'> & { sessions_by_hash: string[] }>({
    text: `SELECT person_id AS person, number, toUnixTimestamp64Milli(start) AS start, toUnixTimestamp64Milli(end) AS end,
        closed, arrayMap(i -> reinterpretAsUInt8(substring(s, i, 1)), range(1, length(s) + 1)) AS codes, d,
        arrayMap(h -> toString(h), session) AS sessions_by_hash,
        stage_first, stage_advanced, stage_looped, goal_at, visitors, sessions,
        device, channel, source, campaign, country, browser, os, landing, returning,
        orders, arrayMap(v -> toString(v), order_values) AS order_values, order_currencies
      FROM (${journeys.text}) ORDER BY person_id, number`,
    params: journeys.params,
  });
  const seen = new Map<string, string[]>();
  return rows.map(({ sessions_by_hash, ...row }) => {
    const sessions = seen.get(row.person) ?? [];
    seen.set(row.person, sessions);
    for (const hash of sessions_by_hash) if (!sessions.includes(hash)) sessions.push(hash);
    return { ...row, session: sessions_by_hash.map((hash) => sessions.indexOf(hash)) };
  });
}
