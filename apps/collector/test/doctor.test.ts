import { randomUUID } from 'node:crypto';
import type { Erased } from '@desirepath/schema';
import type { Store } from '@desirepath/store';
import { eventRow, frameOf } from '@desirepath/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Checkup, checkupSchema, findStrays } from '../src/index.ts';
import {
  ADMIN,
  envelope,
  event,
  NOW,
  type Opened,
  openCollector,
  READER,
  SITES,
  TOKEN_OF_BOTH,
} from './open-collector.ts';
import { sharedStore } from './shared-store.ts';
import { spoolText } from './spool-text.ts';

const { store, folder } = await sharedStore('doctor');
let opened: Opened;
/** Why the store takes nothing now. */
let fault: Error | undefined;

beforeAll(async () => {
  const faltering: Store = {
    ...store,
    insert: (frame, portion) => (fault === undefined ? store.insert(frame, portion) : Promise.reject(fault)),
  };
  const more = SITES.slice(1).flatMap((site) => [
    { ...site, id: 'kept', write_key: 'kept_write_key', retention: '30d' },
    { ...site, id: 'crowded', write_key: 'crowded_write_key' },
  ]);
  const limits = { keyRate: 1, keyBurst: 12 };
  opened = await openCollector({ folder, store: faltering, limits, sites: [...SITES, ...more] });
});
afterAll(async () => {
  await opened.collector.close();
  await opened.spool.close();
});

const call = (path: string, token: string, body?: object) =>
  opened.collector.app.request(path, {
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  }) as Promise<Response>;

async function doctor(site = 'shop'): Promise<Checkup> {
  const response = await call(`/v1/doctor?site=${site}`, TOKEN_OF_BOTH);
  expect(response.status).toBe(200);
  return checkupSchema.parse(await response.json());
}

test('every verdict is in the account, and each gap is explained', async () => {
  const twice = event();
  const late = NOW - 3_600_000;
  await opened.send(envelope([twice, event(), event({ user_id: 'ann' }), { id: 'no' }]));
  await opened.send(envelope([twice]));
  await opened.send(envelope([event()]), { 'user-agent': 'Googlebot/2.1' });
  await opened.send(envelope([event({ time: late })], { sent_at: late }));
  await opened.send(envelope(Array.from({ length: 9 }, () => event())));
  await opened.send('{"key":"shop_write_key"');
  await opened.collector.drain();
  const found = await doctor();
  expect(found).toMatchObject({
    received: 17,
    verdicts: { stored: 4, rejected: 2, duplicate: 1, bot: 1, limited: 9 },
    unbalanced: [],
    events: { rows: 4, erased: 0, missing: 0 },
    pending: { frames: 0, oldest: null, batch: null },
    skew: { corrected: 1, worst_ms: 3_600_000 },
    problems: [],
  });
  expect(found.rejects.map(({ reason, events }) => [reason, events])).toEqual(
    expect.arrayContaining([
      ['key_rate', 9],
      ['bad_event', 1],
      ['broken_json', 1],
    ]),
  );
  expect(found.notes.join()).toContain('wrong by more than a minute, at most by 3600 s');
  expect((await call('/v1/doctor', READER)).status).toBe(403);
});

test('a person is erased from the tables and from the files of the spool, and the account still balances', async () => {
  expect(spoolText(folder)).toContain('"ann"');
  const told: Erased[] = [];
  const stop = opened.collector.live.subscribe(
    () => {},
    (erased) => told.push(erased),
  );
  const response = await call('/v1/erase', ADMIN, { person: 'ann' });
  expect(await response.json()).toMatchObject({
    site: 'shop',
    person: 'ann',
    // The one visitor of all these events is hers.
    erased: { events: 4 },
    left: 0,
    spool_segments_left: 0,
  });
  stop();
  expect(told).toEqual([{ site: 'shop', person: 'ann', visitors: ['v1'] }]);
  expect(spoolText(folder)).not.toContain('ann');
  expect(await doctor()).toMatchObject({ events: { rows: 0, erased: 4, missing: 0 }, problems: [] });
  expect((await call('/v1/erase', READER, { person: 'ann' })).status).toBe(403);
  for (const body of [{}, { person: '' }, { person: 'a', visitor: 'b' }]) {
    expect((await call('/v1/erase', ADMIN, body)).status).toBe(400);
  }
});

test('what is pending is named, with what holds it up', async () => {
  fault = new Error("Cannot parse string 'of somebody\\'s own' as UInt32: while pushing to view desirepath.mine. ");
  const other = { key: 'other_write_key' };
  await opened.send({ ...envelope([event(), event()]), ...other }, { origin: 'https://other.example' });
  let { pending } = await doctor();
  while ((pending.batch?.tries ?? 0) < 2) ({ pending } = await doctor());
  expect(pending).toEqual({
    frames: 1,
    bytes: expect.any(Number),
    oldest: { id: expect.stringMatching(/^[0-9a-f]{32}$/), age_ms: 0 },
    batch: {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      frames: 1,
      events: 2,
      age_ms: 0,
      tries: expect.any(Number),
      last_error: "Cannot parse string '…' as UInt32: while pushing to view desirepath.mine. ",
    },
  });
  fault = undefined;
  await opened.collector.drain();
  expect((await doctor()).pending).toEqual({ frames: 0, bytes: 0, oldest: null, batch: null });
});

test('retention explains what it can have taken, and nothing else', async () => {
  const lose = (id: string, count: number, days: number) =>
    store.insert({
      id,
      rows: [],
      rejects: [],
      accounting: [
        { site: 'kept', minute: NOW - days * 86_400_000, verdict: 'stored', reason: '', count, received: count },
      ],
    });
  // An event may be seven days older than its receipt, so of 24 days ago it can be gone after 30.
  await lose('kept-1', 5, 24);
  const { problems, notes } = await doctor('kept');
  expect(problems).toEqual([]);
  expect(notes).toContain('5 stored events are gone by the retention of 30d.');
  await lose('kept-2', 2, 22);
  const found = await doctor('kept');
  expect(found.events).toEqual({ rows: 0, erased: 0, missing: 7, unexplained: 2 });
  expect(found.problems).toEqual([expect.stringContaining('2 events are counted as stored and are not in the table')]);
  expect(found.notes).toContain('5 stored events are gone by the retention of 30d.');
});

test('names that came when no code was left are told', async () => {
  let no = 0;
  const insert = (site: string, names: string[]) =>
    store.insert(
      frameOf(
        `${site}-${no++}`,
        names.map((name) => eventRow({ site, name, event_id: randomUUID() })),
      ),
    );
  await insert(
    'crowded',
    Array.from({ length: 120 }, (_, i) => `made_up_${i}`),
  );
  const { names, notes } = await doctor('crowded');
  expect(names).toMatchObject({ known: 133, most: 133 });
  // Some of those made up found none, so they are told already.
  expect(notes.join()).toContain(`${names.others} names came later`);
  await insert('crowded', ['own_name', 'own_name', 'own_name', 'another']);
  const now = await doctor('crowded');
  expect(now.names).toMatchObject({ others: names.others + 2, events: names.events + 4 });
  expect(now.names.examples).toHaveLength(5);
  expect(now.names.examples[0]).toBe('own_name');
  expect(now.notes.join()).toContain(`${names.others + 2} names came later ("own_name", "another", "made_up_`);
  await insert('other', ['own_name']);
  expect((await doctor('other')).names).toMatchObject({ others: 0, events: 0, examples: [] });
});

test('sites that are in the tables and served no longer are told', async () => {
  expect((await doctor()).strays).toEqual({ sites: 0, events: 0 });
  const rows = ['gone', 'gone', 'forgotten'].map((site) => eventRow({ site, event_id: randomUUID() }));
  await store.insert(frameOf('strays', rows));
  const { strays, notes } = await doctor();
  expect(strays).toEqual({ sites: 2, events: 3 });
  expect(notes.join()).toContain('2 sites that sites.yaml no longer has are still in the tables, with 3 events');
  // Whose they are is nothing to those of another site.
  expect(JSON.stringify(notes)).not.toMatch(/gone|forgotten/);
  expect(await findStrays(store, ['shop', 'other', 'kept', 'crowded'])).toEqual([
    { site: 'forgotten', events: 1 },
    { site: 'gone', events: 2 },
  ]);
});

test('what is missing is said', async () => {
  await store.insert({
    id: 'a-wrong-account',
    rows: [],
    rejects: [],
    accounting: [{ site: 'shop', minute: NOW, verdict: 'stored', reason: '', count: 3, received: 2 }],
  });
  const { problems, unbalanced } = await doctor();
  expect(unbalanced).toHaveLength(1);
  expect(problems).toEqual([
    expect.stringMatching(/^In the minute .*, \d+ events came in and \d+ have a verdict\.$/),
    expect.stringContaining('3 events are counted as stored and are not in the table events'),
  ]);
});
