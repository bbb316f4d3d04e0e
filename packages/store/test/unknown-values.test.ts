import { eventRow, frameOf, NOON, tempDir, uuid } from '@desirepath/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../src/open-store.ts';
import type { Store } from '../src/store.ts';
import { ADVERSARIAL } from './adversarial.ts';
import { contextOf, MAP } from './shop.ts';

// A value that is typed wrongly must not pass for one that nobody had.
const site = 'typed';
const now = NOON + 86_400_000;
const folder = tempDir('unknown-values');
let store: Store;

beforeAll(async () => {
  store = await openStore({ path: folder.path });
  await store.migrate();
  const devices = ['mobile', 'mobile', 'desktop', ...ADVERSARIAL];
  const rows = devices.map((device, n) =>
    eventRow({ site, visitor_id: `v${n}`, event_id: uuid(n), time: NOON + n, device }),
  );
  await store.insert(frameOf('typed-1', rows));
});
afterAll(async () => {
  await store?.close();
  folder.remove();
});

it('says nothing before the journeys are stored: what is not there yet may come', async () => {
  const answer = await store.ask(await contextOf(store, site), { plan: 'stages', filter: { device: ['moblie'] } }, now);
  expect(answer).not.toHaveProperty('unknown_values');
  await store.stitch(await contextOf(store, site));
});

it('names what no journey has, and what was probably meant', async () => {
  const context = await contextOf(store, site);
  const unknown = async (filter: Record<string, string[]>) =>
    (await store.ask(context, { plan: 'stages', filter }, now)).unknown_values;
  expect(await unknown({ device: ['moblie', 'mobile'] })).toEqual([
    { dimension: 'device', value: 'moblie', known: ['mobile'] },
  ]);
  const [far] = (await unknown({ device: ['a thing to wear'] })) ?? [];
  expect(far?.known[0]).toBe('mobile');
  expect(await unknown({ device: ['desktop'], campaign: ['summer'] })).toEqual([
    { dimension: 'campaign', value: 'summer', known: [''] },
  ]);
});

it('finds every value that is there, whatever its characters', async () => {
  const context = await contextOf(store, site);
  const answer = await store.ask(context, { plan: 'graph', filter: { device: [...ADVERSARIAL, 'desktop'] } }, now);
  expect(answer).not.toHaveProperty('unknown_values');
});

it('looks into saved segments, and whatever the period is', async () => {
  const segments = [{ id: 'phones', name: 'Phones', filter: { device: ['phone', 'mobile'] } }];
  const context = { ...(await contextOf(store, site)), map: { ...MAP, segments } };
  const period = { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' };
  const answer = await store.ask(context, { plan: 'funnel', steps: ['page'], segment: 'phones', period }, now);
  expect(answer.unknown_values).toMatchObject([{ dimension: 'device', value: 'phone' }]);
});
