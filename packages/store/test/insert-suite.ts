import { compileMap } from '@desirepath/engine';
import { journeyMapSchema } from '@desirepath/schema';
import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { insertFrame } from '../src/insert-frame.ts';
import { KnownEvents } from '../src/known-events.ts';
import { migrate } from '../src/migrate.ts';
import type { Store } from '../src/store.ts';
import { touchpointNames } from '../src/touchpoint-names.ts';
import { ADVERSARIAL } from './adversarial.ts';
import { contextOf } from './shop.ts';

/** Migrating and inserting: everything once, whatever is tried again. */
export function insertSuite(store: () => Store, connect: () => Promise<Connection>) {
  const count = async (table: string, site: string) => {
    const [row] = await store().read<{ n: number }>({
      text: `SELECT count() AS n FROM ${table} WHERE site = {site:String}`,
      params: { site },
    });
    return row?.n;
  };
  const verdicts = async (site: string) => {
    const rows = await store().read<{ verdict: string; n: number }>({
      text: 'SELECT verdict, sum(count) AS n FROM accounting WHERE site = {site:String} GROUP BY verdict ORDER BY verdict',
      params: { site },
    });
    return Object.fromEntries(rows.map(({ verdict, n }) => [verdict, n]));
  };

  it('migrates once', async () => {
    expect(await store().migrate()).toEqual([]);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    const connection = await connect();
    const changed = new URL('./changed-migrations/', import.meta.url);
    await expect(migrate(connection, changed)).rejects.toThrow(
      'The migration 0001_events.sql was changed after it had been applied',
    );
  });

  it('tells what is new from what is known, however late, early or often it comes, and after a restart', async () => {
    const site = 'known';
    const connection = await connect();
    const names = touchpointNames(connection);
    const HOUR = 3_600_000;
    // Of its own time each: long ago, of late, and ahead of every clock; some twice in a frame, many in several frames.
    const aside = [-48 * HOUR, -HOUR, 0, 5000, 48 * HOUR];
    const timeOf = (no: number) => NOON + (aside[no % 5] ?? 0) + Math.floor(no / 5) * 700;
    const events = Array.from({ length: 120 }, (_, no) =>
      eventRow({ site, visitor_id: `v${no % 7}`, event_id: uuid(50_000 + no), client_time: timeOf(no) }),
    );
    const seen = new Set<string>();
    let known = new KnownEvents(connection, 40);
    let next = 11;
    const random = (below: number) => {
      next = (next * 48_271) % 2_147_483_647;
      return next % below;
    };
    for (let no = 0; no < 14; no++) {
      // Everything in memory is lost, as by a crash.
      if (no % 5 === 4) known = new KnownEvents(connection, 40);
      const rows = Array.from({ length: 12 }, () => events[random(8 * no + 6)]).filter((row) => row !== undefined);
      const fresh = rows.filter(({ event_id }) => !seen.has(event_id) && seen.add(event_id));
      const frame = frameOf(
        `known-${no}`,
        rows.map((row) => ({ ...row, received_time: NOON + no * 1000 })),
      );
      const report = { stored: fresh.length, duplicates: expect.any(Array) };
      expect(await insertFrame(connection, names, frame, known)).toEqual(report);
      // Tried again, it comes to the same.
      expect(await insertFrame(connection, names, frame, known)).toEqual(report);
    }
    const [row] = await store().read<{ n: number; ids: number }>({
      text: 'SELECT toFloat64(count()) AS n, toFloat64(uniqExact(event_id)) AS ids FROM events WHERE site = {site:String}',
      params: { site },
    });
    expect(row).toEqual({ n: seen.size, ids: seen.size });
  });

  it('stores each event once and says which ones it knew', async () => {
    const site = 'once';
    const row = (number: number) => eventRow({ site, event_id: uuid(number), time: NOON + number });
    const known = (number: number) => expect.objectContaining({ site, event_id: uuid(number) });
    const first = { ...frameOf('once-1', [row(1), row(2), row(1)]), accounting: [] };
    expect(await store().insert(first)).toEqual({ stored: 2, duplicates: [known(1)] });
    expect(await store().insert(first)).toEqual({ stored: 2, duplicates: [known(1)] });
    expect(await store().insert(frameOf('once-2', [row(2), row(3)]))).toEqual({ stored: 1, duplicates: [known(2)] });
    expect(await store().insert(frameOf('once-3', [row(1), row(2), row(3)]))).toMatchObject({ stored: 0 });
    expect(await store().insert(first)).toEqual({ stored: 2, duplicates: [known(1)] });
    expect(await count('events', site)).toBe(3);
    expect(await verdicts(site)).toEqual({ stored: 3, duplicate: 5 });
  });

  it('syncs what it inserts, into every table that a frame reaches', async () => {
    const site = 'synced';
    const syncs = async () => {
      const [row] = await store().read<{ files: number; folders: number }>({
        text: `SELECT toFloat64(sumIf(value, event = 'FileSync')) AS files, toFloat64(sumIf(value, event = 'DirectorySync')) AS folders
          FROM system.events`,
        params: {},
      });
      return row ?? { files: 0, folders: 0 };
    };
    const reached = ['events', 'links', 'visitor_links', 'dirty', 'rejects', 'accounting', 'touchpoint_names'];
    const before = await syncs();
    const at = NOON;
    await store().insert({
      ...frameOf('synced-1', [eventRow({ site, event_id: uuid(1), user_id: 'u', name: 'a_name_of_its_own' })]),
      rejects: [{ site, received_time: at, event_id: '', reason: 'bad_event', field: '', detail: 'No.', raw: '{' }],
      bots: [{ site, received_time: at, event_id: '', name: 'a', reason: 'agent', agent: 'bot', raw: '{' }],
    });
    const after = await syncs();
    expect(after.folders - before.folders).toBeGreaterThanOrEqual(2 * (reached.length + 1));
    expect(after.files - before.files).toBeGreaterThanOrEqual(8 * (reached.length + 1));
    const unsynced = await store().read({
      text: `SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN {tables:Array(String)}
        AND NOT (engine_full LIKE '%fsync_after_insert = 1%' AND engine_full LIKE '%fsync_part_directory = 1%')`,
      params: { tables: [...reached, 'bots', 'journeys'] },
    });
    expect(unsynced).toEqual([]);
  });

  it('counts what went in by parts, and by tries before them, as what it is', async () => {
    const site = 'parts';
    const row = (number: number) => eventRow({ site, event_id: uuid(number), time: NOON + number });
    await store().insert(frameOf('parts-other', [row(1)]));
    const whole = frameOf('parts-f', []);
    const [first, second] = [
      [row(1), row(2), row(3)],
      [row(4), row(3)],
    ];
    // A try of the frame itself has brought two rows before it was cut.
    await store().insert({ ...whole, rows: [row(2), row(3)] }, 'rows');
    expect(await verdicts(site)).toEqual({ stored: 1 });
    const cut = async () => {
      await store().insert(frameOf('parts-f-0-3', first), 'rows');
      await store().insert(frameOf('parts-f-3-5', second), 'rows');
      return store().insert({ ...whole, rows: [...first, ...second] }, 'rest');
    };
    const report = { stored: 3, duplicates: [expect.objectContaining(row(1)), expect.objectContaining(row(3))] };
    expect(await cut()).toEqual(report);
    expect(await cut()).toEqual(report);
    expect(await count('events', site)).toBe(4);
    expect(await verdicts(site)).toEqual({ stored: 4, duplicate: 2 });
  });

  it('counts exactly, wherever an insert was interrupted', async () => {
    const site = 'retry';
    const connection = await connect();
    const frame = (id: string, from: number) => ({
      id,
      rows: [from, from + 1, from + 2, from + 3].map((n) =>
        eventRow({
          site,
          visitor_id: `v${n % 2}`,
          user_id: n % 4 > 1 ? 'u' : '',
          event_id: uuid(n),
          time: NOON + (n % 4) * 40 * 86_400_000,
        }),
      ),
      rejects: [
        { site, received_time: Date.now(), event_id: '', reason: 'bad_event', field: '', detail: 'No.', raw: '{' },
      ],
      accounting: [{ site, minute: NOON, verdict: 'rejected' as const, reason: 'bad_event', count: 1 }],
    });
    let frames = 0;
    let steps = 0;
    // Each frame begins where the one before ended, less one event: a duplicate.
    for (let done = false; !done; frames++) {
      const faulty = failing(connection, frames);
      const next = frame(`retry-${frames}`, frames * 3);
      steps = frames;
      done = await insertFrame(faulty, touchpointNames(faulty), next).then(
        () => true,
        () => false,
      );
      expect(await insertFrame(connection, touchpointNames(connection), next)).toMatchObject({
        stored: frames === 0 ? 4 : 3,
      });
      expect(await insertFrame(connection, touchpointNames(connection), next)).toMatchObject({
        stored: frames === 0 ? 4 : 3,
      });
    }
    expect(steps).toBeGreaterThan(4);
    const stored = 3 * frames + 1;
    expect(await count('events', site)).toBe(stored);
    expect(await verdicts(site)).toEqual({ stored, duplicate: frames - 1, rejected: frames });
    expect(await count('rejects', site)).toBe(frames);
    const [views] = await store().read<{ dirty: number; links: number }>({
      text: `SELECT (SELECT sum(length(visitors)) FROM dirty WHERE site = {site:String}) AS dirty,
        (SELECT uniqExact(visitor_id, user_id) FROM links WHERE site = {site:String}) AS links`,
      params: { site },
    });
    expect(views).toEqual({ dirty: await distinctFrames(site), links: 2 });
  });

  async function distinctFrames(site: string) {
    const [row] = await store().read<{ n: number }>({
      text: 'SELECT uniqExact(visitor_id, frame) AS n FROM events WHERE site = {site:String}',
      params: { site },
    });
    return row?.n;
  }

  it('keeps every text byte for byte', async () => {
    const site = 'texts';
    const rows = ADVERSARIAL.map((text, index) =>
      eventRow({
        site,
        visitor_id: text,
        user_id: text,
        event_id: uuid(index),
        name: text,
        time: NOON + index,
        path: text,
        props: { [text]: text },
        'items.id': [text, ''],
        'items.name': ['', text],
        'items.brand': ['', ''],
        'items.category': ['', ''],
        'items.variant': ['', ''],
        'items.price': ['1.2345', '0'],
        'items.quantity': [1, 2],
      }),
    );
    expect(await store().insert(frameOf('texts-1', rows))).toEqual({ stored: rows.length, duplicates: [] });
    expect(await store().insert(frameOf('texts-2', rows))).toMatchObject({ stored: 0 });
    const back = await store().read<Record<string, unknown>>({
      text: 'SELECT visitor_id, user_id, name, path, props, `items.id` AS ids, `items.name` AS item_names FROM events WHERE site = {site:String} ORDER BY time',
      params: { site },
    });
    expect(back).toEqual(
      ADVERSARIAL.map((text) => ({
        visitor_id: text,
        user_id: text,
        name: text,
        path: text,
        props: { [text]: text },
        ids: [text, ''],
        item_names: ['', text],
      })),
    );
    const asked = await store().read<{ a: string; b: string[] }>({
      text: 'SELECT arrayJoin({q_all:Array(String)}) AS a, {q_all:Array(String)} AS b',
      params: { q_all: ADVERSARIAL },
    });
    expect(asked.map((row) => row.a)).toEqual(ADVERSARIAL);
    expect(asked[0]?.b).toEqual(ADVERSARIAL);
    for (const text of ADVERSARIAL) {
      const found = await store().read({
        text: 'SELECT 1 FROM events WHERE site = {site:String} AND name = {q_name:String}',
        params: { site, q_name: text },
      });
      expect(found, JSON.stringify(text)).toHaveLength(1);
    }
  });

  it('takes a frame that reaches over ten years', async () => {
    const site = 'decade';
    const rows = Array.from({ length: 130 }, (_, n) =>
      eventRow({ site, event_id: uuid(n), time: NOON - n * 30 * 86_400_000 }),
    );
    expect(await store().insert(frameOf('decade-1', rows))).toEqual({ stored: 130, duplicates: [] });
    expect(await count('events', site)).toBe(130);
  });

  it('knows an event again that has no time but that of its receipt', async () => {
    const site = 'untimed';
    const connection = await connect();
    const names = touchpointNames(connection);
    const DAY = 86_400_000;
    const at = (number: number, received: number, visitor_id = 'v1') =>
      eventRow({ site, visitor_id, event_id: uuid(number), time: received });
    const timed = (number: number, client_time: number) =>
      eventRow({ site, event_id: uuid(number), client_time, received_time: NOON + 5 });
    const known = new KnownEvents(connection);
    const insert = async (id: string, rows: ReturnType<typeof at>[]) => {
      const { stored, duplicates } = await insertFrame(connection, names, frameOf(id, rows), known);
      return { stored, duplicates: duplicates.map(({ event_id }) => event_id) };
    };
    const first = [at(1, NOON), at(2, NOON), at(1, NOON + 3), timed(3, NOON)];
    expect(await insert('untimed-1', first)).toEqual({ stored: 3, duplicates: [uuid(1)] });
    expect(await insert('untimed-1', first)).toEqual({ stored: 3, duplicates: [uuid(1)] });
    const again = [at(1, NOON + 7), at(2, NOON + 20 * DAY), at(1, NOON + 8, 'v2'), at(4, NOON + 9)];
    expect(await insert('untimed-2', again)).toEqual({ stored: 2, duplicates: [uuid(1), uuid(2)] });
    expect(await insert('untimed-2', again)).toEqual({ stored: 2, duplicates: [uuid(1), uuid(2)] });
    // With a time of its own an event is known by that, too, as ever.
    expect(await insert('untimed-3', [timed(3, NOON), timed(3, NOON - 1)])).toEqual({
      stored: 1,
      duplicates: [uuid(3)],
    });
  });

  it('looks up the duplicates of frames of any size', async () => {
    const site = 'large';
    const rows = Array.from({ length: 7000 }, (_, n) =>
      eventRow({ site, visitor_id: `${'ü'.repeat(n % 100)}${n}`, event_id: uuid(n), time: NOON + n }),
    );
    expect(await store().insert(frameOf('large-1', rows))).toEqual({ stored: 7000, duplicates: [] });
    expect(await store().insert(frameOf('large-2', rows))).toMatchObject({ stored: 0 });
    expect(await store().insert(frameOf('large-3', []))).toEqual({ stored: 0, duplicates: [] });
  });

  it('looks up the duplicates of a frame of late among many others of that time, and among few', async () => {
    const site = 'of-late';
    const rows = (from: number, count: number, aside = 0) =>
      Array.from({ length: count }, (_, n) => {
        const client_time = NOON - ((from + n) % 5000) - aside;
        const event_id = uuid(2_000_000 + from + n);
        return eventRow({ site, visitor_id: `v${n % 97}`, event_id, client_time, received_time: NOON });
      });
    // More than one question is answered with are of that time; of the time before it, few are.
    expect(await store().insert(frameOf('late-1', rows(0, 11_000)))).toMatchObject({ stored: 11_000 });
    expect(await store().insert(frameOf('late-2', rows(11_000, 11_000)))).toMatchObject({ stored: 11_000 });
    expect(await store().insert(frameOf('late-again', rows(0, 2500)))).toMatchObject({ stored: 0 });
    const before = rows(60_000, 2500, 3_600_000).map((row) => ({ ...row, received_time: NOON - 3_600_000 }));
    const mixed = [...before, ...rows(62_500, 100)];
    expect(await store().insert(frameOf('mixed', mixed))).toEqual({ stored: 2600, duplicates: [] });
    expect(await store().insert(frameOf('mixed-again', mixed))).toMatchObject({ stored: 0 });
    expect(await store().insert(frameOf('mixed', mixed))).toEqual({ stored: 2600, duplicates: [] });
    expect(await count('events', site)).toBe(24_600);
  });

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

/** A connection of which the n-th statement fails after it was done: as when the answer is lost on its way. */
function failing(connection: Connection, n: number): Connection {
  let left = n;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await work();
    if (left-- === 0) throw new Error('The answer was lost.');
    return result;
  };
  return {
    ...connection,
    rows: (sql) => step(() => connection.rows(sql)),
    run: (sql) => step(() => connection.run(sql)),
    insert: (table, rows, settings) => step(() => connection.insert(table, rows, settings)),
  };
}
