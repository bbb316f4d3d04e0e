// A demo shop's events made with Snowplow's tracker, against the sessions, carts, checkouts and transactions that the makers of its
// e-commerce models expect of them. Every difference is one that docs/snowplow-ecommerce.md names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerTo, PlanInput } from '@desirepath/schema';
import { tempDir } from '@desirepath/testing';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStore } from './read-store.ts';
import { realData } from './real-data.ts';
import { jsonOf } from './run-cli.ts';

const source = realData('snowplow-ecommerce/source/snowplow_ecommerce_events.csv');
if (source === undefined) console.log('snowplow-ecommerce: skipped, ../shared/data is not beside the repository.');

/** One event as the store has it. */
interface Stored {
  id: string;
  name: string;
  session: string;
  visitor: string;
  at: number;
  order_id: string;
  value: number;
  cart_value: number;
  step: string;
  items: number;
}

/** A row of a table that is expected, the first name of the table's file. */
function expected(table: string): Record<string, string>[] {
  const file = realData(`snowplow-ecommerce/expected/snowplow_ecommerce_${table}_expected.csv`) ?? '';
  return parse(readFileSync(file), { columns: true });
}

const moment = (text: string) => Date.parse(`${text.replace(' ', 'T').replace('+00:00', '')}Z`);
const isTrue = (text: string | undefined) => text?.toLowerCase() === 'true';
const ids = (rows: readonly { event_id?: string }[]) => rows.map((row) => row.event_id ?? '').sort();

describe.skipIf(source === undefined)('a shop tracked with Snowplow', () => {
  const dir = tempDir('snowplow-ecommerce');
  const data = join(dir.path, 'data');
  let events: Stored[];
  let sessions: AnswerTo<'sessions'>;
  const named = (...names: string[]) => events.filter((event) => names.includes(event.name));
  const stored = (list: readonly Stored[]) => list.map((event) => event.id).sort();
  /** The event that repeats an order a second later: the models keep one, and so do journeys, but it is an event. */
  const REPEATED = 'b64a0af6-639e-4735-b06c-7cc4e2ca0c17';
  /** Events of the app id `skip-me`, which the fixture's own configuration leaves out. */
  const SKIPPED = '611b0eeb-d77d-485d-b7c7-9324c930e955';

  beforeAll(async () => {
    const report = await jsonOf(['import', source ?? '', '--format', 'snowplow-enriched', '--data', data]);
    expect(report).toMatchObject({ received: 834, stored: 834, rejected: 0, duplicates: 0, bots: 0 });
    const plan: PlanInput = { plan: 'sessions', list: true, limit: 1000 };
    sessions = await jsonOf<AnswerTo<'sessions'>>(['query', '--data', data], JSON.stringify(plan));
    events = await readStore<Stored>(
      data,
      `SELECT toString(event_id) AS id, name, session_hint AS session, visitor_id AS visitor, toUnixTimestamp64Milli(time) AS at, order_id,
        toFloat64(value) AS value, if(mapContains(nums, 'cart_value'), nums['cart_value'], toFloat64OrZero(props['cart_value'])) AS cart_value,
        if(mapContains(nums, 'checkout_step'), toString(nums['checkout_step']), props['checkout_step']) AS step, length(items.id) AS items
      FROM events FINAL ORDER BY at, id`,
    );
  });
  afterAll(() => dir.remove());

  it('finds the 63 sessions from visitor and time alone, each with its events, and one more of the app that is skipped', () => {
    const theirs = expected('sessions');
    expect(theirs).toHaveLength(63);
    expect(sessions.sessions).toBe(64);
    const bySession = new Map<string, Stored[]>();
    for (const event of events) bySession.set(event.session, [...(bySession.get(event.session) ?? []), event]);
    const skipped = events.find(({ id }) => id === SKIPPED)?.session ?? '';
    expect([...bySession.keys()].filter((id) => id !== skipped).sort()).toEqual(
      theirs.map((row) => row.domain_sessionid ?? '').sort(),
    );
    // Cut without that id, they are the same sets: as many events, from the same visitor, over the same span.
    const cut = (list: readonly (readonly [string, number, number, number])[]) =>
      list.map((row) => row.join(' ')).sort();
    expect(
      cut(sessions.list.map((one) => [one.visitor, Date.parse(one.start), Date.parse(one.end), one.events] as const)),
    ).toEqual(
      cut(
        [...bySession.values()].map((list) => {
          const times = list.map((event) => event.at);
          return [list[0]?.visitor ?? '', Math.min(...times), Math.max(...times), list.length] as const;
        }),
      ),
    );
    // Theirs are timed by the collector's clock, ours by the client's as Snowplow corrected it: up to 6 s apart.
    for (const row of theirs) {
      const list = bySession.get(row.domain_sessionid ?? '') ?? [];
      const start = Math.min(...list.map((event) => event.at));
      expect(Math.abs(moment(row.start_tstamp ?? '') - start), row.domain_sessionid).toBeLessThan(6000);
    }
  });

  it('finds what each session saw and put into the basket', () => {
    for (const row of expected('sessions')) {
      const of = (...names: string[]) =>
        named(...names).filter(({ session }) => session === row.domain_sessionid).length;
      const got = [of('view_item', 'view_item_list'), of('add_to_cart'), of('remove_from_cart')];
      const wanted = [row.number_product_views, row.number_add_to_carts, row.number_remove_from_carts].map(Number);
      expect(got, row.domain_sessionid).toEqual(wanted);
    }
  });

  it('finds the 14 transactions with their revenue, the repeated one once', async () => {
    const theirs = expected('transaction_interactions');
    const plain = (list: readonly (readonly [string, number])[]) => list.map((pair) => pair.join(' ')).sort();
    const orders = named('purchase').filter(({ id }) => id !== REPEATED);
    expect(stored(named('purchase'))).toEqual([...ids(theirs), REPEATED].sort());
    expect(plain(orders.map(({ order_id, value }) => [order_id, value] as const))).toEqual(
      plain(theirs.map((row) => [row.transaction_id ?? '', Number(row.transaction_revenue)] as const)),
    );
    expect(orders.map((order) => order.items)).toEqual(
      orders.map(({ id }) => Number(theirs.find((row) => row.event_id === id)?.number_products)),
    );
    const stages = await jsonOf<AnswerTo<'stages'>>(['query', '--data', data], JSON.stringify({ plan: 'stages' }));
    expect(stages.orders).toBe(theirs.length);
  });

  it('finds the 67 steps of carts: what was put in, taken out, created, emptied and bought', () => {
    const theirs = expected('cart_interactions');
    const ours = named('add_to_cart', 'remove_from_cart', 'purchase').filter(({ id }) => id !== REPEATED);
    expect(stored(ours)).toEqual(ids(theirs));
    const one = new Map(ours.map((event) => [event.id, event]));
    for (const row of theirs) {
      const event = one.get(row.event_id ?? '');
      const created = event?.name === 'add_to_cart' && event.cart_value === event.value;
      const emptied = event?.name === 'remove_from_cart' && event.cart_value === 0;
      expect([created, emptied, event?.name === 'purchase'], row.event_id).toEqual([
        isTrue(row.cart_created),
        isTrue(row.cart_emptied),
        isTrue(row.cart_transacted),
      ]);
    }
  });

  it('finds the 52 steps of checkouts, and which sessions came through', () => {
    const theirs = expected('checkout_interactions');
    // Rows that say no action may carry the step of the page they were sent from.
    const steps = events.filter(({ id, name, step }) => name !== 'ecommerce_action' && step !== '' && id !== SKIPPED);
    const ours = [...steps, ...named('purchase').filter(({ id }) => id !== REPEATED)];
    expect(stored(ours)).toEqual(ids(theirs));
    for (const row of theirs) {
      const event = ours.find(({ id }) => id === row.event_id);
      // Their fourth step is the order itself.
      expect(event?.name === 'purchase' ? '4' : event?.step, row.event_id).toBe(row.checkout_step_number);
    }
    const bought = new Set(named('purchase').map(({ session }) => session));
    for (const row of expected('sessions')) {
      expect(bought.has(row.domain_sessionid ?? ''), row.domain_sessionid).toBe(isTrue(row.checkout_succeeded));
    }
  });
});
