import { compileMap } from '@desirepath/engine';
import { journeyMapSchema } from '@desirepath/schema';
import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import type { Store } from '../src/store.ts';
import { touchpointNames } from '../src/touchpoint-names.ts';
import { contextOf } from './shop.ts';

/** Names of events as codes. */
export function touchpointNamesSuite(store: () => Store, connect: () => Promise<Connection>) {
  it('gives the first 133 names of a site codes, and never another', async () => {
    const site = 'names';
    const named = (from: number) =>
      Array.from({ length: 60 }, (_, n) =>
        eventRow({ site, event_id: uuid(from + n), name: `own_${from + n}`, time: NOON + n }),
      );
    const names = touchpointNames(await connect());
    await store().insert(frameOf('names-1', named(0)));
    const first = await names.read(site);
    await store().insert(frameOf('names-2', named(60)));
    await store().insert(frameOf('names-3', named(120)));
    const all = await names.read(site);
    expect(first.slice(0, 3)).toEqual(['page_view', 'view_item_list', 'select_item']);
    expect(all.slice(0, first.length)).toEqual(first);
    expect(all).toHaveLength(133);
    expect(new Set(all).size).toBe(133);

    // What the map has is recognised all the same, and what it has not is there, as something else.
    const late = ['late_name', 'own_170'].map((name, n) =>
      eventRow({ site, name, event_id: uuid(200 + n), time: NOON + 1000 + n, visitor_id: 'late' }),
    );
    await store().insert(frameOf('names-4', late));
    const stages = ['page_view', 'late_name'].map((event) => ({
      name: event,
      touchpoints: [{ name: event, id: event, event }],
    }));
    const map = compileMap(journeyMapSchema.parse({ name: 'Late', goal: 'late_name', stages }));
    await store().stitch(await contextOf(store(), site, map));
    const [journey] = await store().read({
      text: "SELECT hex(s) AS s FROM journeys FINAL WHERE site = {site:String} AND person_id = 'v:late'",
      params: { site },
    });
    expect(journey).toEqual({ s: '02FE' });
  });
}
