import type { Store } from '@desirepath/store';

/** What a comparison of ClickHouse with the acknowledged events found. */
export interface Recount {
  /** Acknowledged and not visible. */
  lost: number;
  /** Visible more than once. */
  twice: number;
  /** View totals and accounts that are not what a recount gives, a sentence each. */
  wrong: string[];
}

/** Compares what is visible of a site with what was acknowledged. */
export async function recount(store: Store, site: string, acknowledged: readonly string[]): Promise<Recount> {
  const read = <Row>(text: string) => store.read<Row>({ text, params: { site } });
  // Without FINAL: no row may be there twice even before ClickHouse merges.
  const rows = await read<{ id: string }>('SELECT toString(event_id) AS id FROM events WHERE site = {site:String}');
  const visible = new Set(rows.map(({ id }) => id));
  const [sums] = await read<Record<string, number>>(DIFFERENCES);
  const { events = 0, ...differences } = sums ?? {};
  const expected = new Set(acknowledged);
  return {
    lost: acknowledged.filter((id) => !visible.has(id)).length,
    twice: rows.length - visible.size,
    wrong: [
      ...[...visible].filter((id) => !expected.has(id)).map((id) => `${site}: ${id} is there and nobody sent it.`),
      ...Object.entries(differences)
        .filter(([, n]) => n !== 0)
        .map(([what, n]) => `${site}: ${what} is off by ${n} of ${events} events.`),
    ],
  };
}

const one = (select: string) => `toFloat64((${select} WHERE site = {site:String}))`;
const counted = (verdict: string) =>
  `toFloat64((SELECT sum(count) FROM accounting WHERE site = {site:String} AND verdict = '${verdict}'))`;
/** Everything derived from the events, and every account, less a recount of it: all zero. */
const DIFFERENCES = `SELECT
  ${one('SELECT count() FROM events')} AS events,
  ${one('SELECT sum(n) FROM fault_totals')} - events AS view_total,
  ${counted('stored')} - events AS stored,
  ${counted('rejected')} - ${one('SELECT count() FROM rejects')} AS rejected,
  ${counted('bot')} - ${one('SELECT count() FROM bots')} AS bots,
  ${one('SELECT sum(received) FROM accounting')} - ${one('SELECT sum(count) FROM accounting')} AS received,
  ${one('SELECT sum(length(visitors)) FROM dirty')} - ${one('SELECT uniqExact(visitor_id, frame) FROM events')} AS dirty,
  ${one('SELECT uniqExact(visitor_id, user_id) FROM links')}
    - ${one("SELECT uniqExactIf((visitor_id, user_id), user_id != '') FROM events")} AS links`;
