import type { EventRow } from '@desirepath/schema';
import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Store } from '../src/store.ts';
import { plainJourneys } from './plain-journeys.ts';
import { contextOf, MAP, OTHER_MAP } from './shop.ts';

const MINUTE = 60_000;

/** Stitching, one situation after the other. */
export function stitchSuite(store: () => Store) {
  let ids = 0;
  /** A site of its own: rows by minute, inserted frame by frame. */
  function shop(site: string) {
    return {
      context: (map = MAP) => contextOf(store(), site, map),
      async add(...rows: (Partial<EventRow> & { minute: number })[]) {
        const list = rows.map(({ minute, ...row }) =>
          eventRow({ site, event_id: uuid(++ids), time: NOON + minute * MINUTE, ...row }),
        );
        await store().insert(frameOf(`${site}-${ids}`, list));
      },
      /** Journeys as a question sees them, which must be the same however they are come by. */
      async journeys(map = MAP) {
        const context = await contextOf(store(), site, map);
        const scratch = await plainJourneys(store(), context, 'all');
        const before = await plainJourneys(store(), context, 'now');
        await store().stitch(context);
        const after = await plainJourneys(store(), context, 'none');
        expect(after).toEqual(scratch);
        expect(await plainJourneys(store(), context, 'now')).toEqual(scratch);
        if (before.length > 0) expect(before).toEqual(scratch);
        return scratch.map(({ person, number, codes, visitors }) => ({
          person,
          number,
          codes: codes.length,
          visitors,
        }));
      },
    };
  }

  it('makes journeys, and has nothing to do the second time', async () => {
    const { add, journeys, context } = shop('plain');
    await add(
      { minute: 0 },
      { minute: 1, name: 'view_item' },
      { minute: 2, name: 'purchase', order_id: 'o1', value: '9.99' },
    );
    await add(
      { minute: 3, name: 'purchase', order_id: 'o1', value: '9.99' },
      { minute: 90, name: 'review' },
      { minute: 100 },
    );
    expect(await journeys()).toEqual([
      { person: 'v:v1', number: 1, codes: 4, visitors: ['v1'] },
      { person: 'v:v1', number: 2, codes: 1, visitors: ['v1'] },
    ]);
    expect(await store().stitch(await context())).toEqual({ persons: 0, journeys: 0, left: false, replaced: false });
  });

  it('takes a late event where it belongs', async () => {
    const { add, journeys } = shop('late');
    await add({ minute: 10, name: 'view_item' }, { minute: 20, name: 'purchase' });
    expect(await journeys()).toHaveLength(1);
    await add({ minute: 0 });
    expect(await journeys()).toEqual([{ person: 'v:v1', number: 1, codes: 3, visitors: ['v1'] }]);
  });

  it('joins the devices of a person who logs in, and leaves no journey behind', async () => {
    const { add, journeys } = shop('merge');
    await add(
      { minute: 0, visitor_id: 'phone' },
      { minute: 5, visitor_id: 'laptop' },
      { minute: 6, visitor_id: 'laptop', user_id: 'ann' },
    );
    expect(await journeys()).toEqual([
      { person: 'u:ann', number: 1, codes: 2, visitors: ['laptop'] },
      { person: 'v:phone', number: 1, codes: 1, visitors: ['phone'] },
    ]);
    await add({ minute: 9, visitor_id: 'phone', name: 'identify', user_id: 'ann' });
    expect(await journeys()).toEqual([{ person: 'u:ann', number: 1, codes: 3, visitors: ['laptop', 'phone'] }]);
  });

  it('splits a shared device at the login, and never joins two persons', async () => {
    const { add, journeys } = shop('split');
    await add(
      { minute: 0 },
      { minute: 1 },
      { minute: 2, user_id: 'ann' },
      { minute: 3 },
      { minute: 50 },
      { minute: 51 },
    );
    await add({ minute: 0, visitor_id: 'v2', user_id: 'ann' }, { minute: 0, visitor_id: 'v3', user_id: 'bob' });
    expect(await journeys()).toEqual([
      { person: 'u:ann', number: 1, codes: 7, visitors: ['v1', 'v2'] },
      { person: 'u:bob', number: 1, codes: 1, visitors: ['v3'] },
    ]);
    await add({ minute: 49, name: 'login', user_id: 'bob' });
    expect(await journeys()).toEqual([
      { person: 'u:ann', number: 1, codes: 5, visitors: ['v1', 'v2'] },
      { person: 'u:bob', number: 1, codes: 4, visitors: ['v1', 'v3'] },
    ]);
  });

  it('buries journeys that a late event joins', async () => {
    const { add, journeys } = shop('vanish');
    const month = 30 * 24 * 60;
    await add({ minute: 0 }, { minute: month }, { minute: 2 * month });
    expect(await journeys()).toHaveLength(3);
    await add({ minute: month / 2 });
    expect(await journeys()).toHaveLength(2);
    await add({ minute: month + month / 2 });
    expect(await journeys()).toHaveLength(1);
  });

  it('does for a crowd what it does for a few', async () => {
    const { add, journeys } = shop('crowd');
    const visitors = Array.from({ length: 600 }, (_, i) => `v${i}`);
    await add(...visitors.map((visitor_id, minute) => ({ minute, visitor_id })));
    expect(await journeys()).toHaveLength(600);
    // Of any four, the middle two are the same person's, whose journeys as visitors are no more.
    const middle = visitors.filter((_, i) => i % 4 === 1 || i % 4 === 2);
    await add(...middle.map((visitor_id, i) => ({ minute: 700, visitor_id, user_id: `u${i >> 1}` })));
    await add(...visitors.map((visitor_id) => ({ minute: 800, visitor_id, name: 'view_item' })));
    const made = await journeys();
    expect(made).toHaveLength(450);
    expect(made.filter(({ person }) => person.startsWith('u:'))).toHaveLength(150);
    expect(made.find(({ person }) => person === 'u:u7')).toEqual({
      person: 'u:u7',
      number: 1,
      codes: 6,
      visitors: ['v29', 'v30'],
    });
  });

  it('takes in a person of more devices than can be named', async () => {
    const { add, journeys } = shop('everywhere');
    // Ids as long as they may be: so many of them are more than a server takes in one parameter.
    const devices = Array.from({ length: 700 }, (_, i) => `${i}`.padStart(200, 'd'));
    await add(...devices.map((visitor_id, minute) => ({ minute, visitor_id, user_id: 'ann' })));
    expect(await journeys()).toMatchObject([{ person: 'u:ann', number: 1, codes: 700 }]);
    await add({ minute: 800, visitor_id: devices[0] ?? '', name: 'view_item' });
    expect(await journeys()).toMatchObject([{ person: 'u:ann', number: 1, codes: 701 }]);
  });

  it('keeps several maps up to date, each with its own rules', async () => {
    const { add, journeys, context } = shop('maps');
    await add({ minute: 0 }, { minute: 1, name: 'purchase' });
    expect(await journeys()).toHaveLength(1);
    await add({ minute: 3 * 24 * 60 });
    expect(await journeys(OTHER_MAP)).toHaveLength(2);
    expect(await journeys()).toHaveLength(2);
    await add({ minute: 3 * 24 * 60 + 1, name: 'review' });
    await store().stitch(await context());
    // What the other map's round took up is still out of date for this one.
    const other = await context(OTHER_MAP);
    expect(await plainJourneys(store(), other, 'none')).not.toEqual(await plainJourneys(store(), other, 'all'));
    expect(await plainJourneys(store(), other, 'now')).toEqual(await plainJourneys(store(), other, 'all'));
    expect(await journeys(OTHER_MAP)).toHaveLength(2);
  });

  it('answers the same however much is stitched meanwhile', async () => {
    const { add, context } = shop('meanwhile');
    for (let visitor = 0; visitor < 30; visitor++)
      await add({ minute: 0, visitor_id: `v${visitor}` }, { minute: 1, visitor_id: `v${visitor}` });
    const site = await context();
    await store().stitch(site);
    for (let visitor = 0; visitor < 30; visitor++)
      await add({ minute: 2, visitor_id: `v${visitor}`, name: 'purchase' });
    const now = NOON + 10 * MINUTE;
    const ask = () => store().ask(site, { plan: 'stages' }, now);
    const [one, , two, three] = await Promise.all([ask(), store().stitch(site), ask(), ask()]);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(await ask()).toEqual(one);
    expect(one).toMatchObject({ plan: 'stages', journeys: 30, orders: 30 });
  });

  it('stitches what little is out of date before it answers, so that no query makes it on the spot', async () => {
    const { add, context } = shop('first');
    await add({ minute: 0 }, { minute: 1, name: 'view_item' });
    const site = await context();
    await store().stitch(site);
    await add({ minute: 2, name: 'purchase', order_id: 'o1' });
    const answer = await store().ask(site, { plan: 'stages' }, NOON + 10 * MINUTE);
    expect(answer).toMatchObject({ plan: 'stages', journeys: 1, orders: 1 });
    expect(await plainJourneys(store(), site, 'none')).toMatchObject([{ person: 'v:v1', goal_at: 2 * MINUTE }]);
    expect(await store().stitch(site)).toMatchObject({ persons: 0 });
  });
}
