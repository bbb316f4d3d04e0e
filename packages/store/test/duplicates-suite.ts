import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { insertFrame } from '../src/insert-frame.ts';
import { KnownEvents } from '../src/known-events.ts';
import type { Store } from '../src/store.ts';
import { touchpointNames } from '../src/touchpoint-names.ts';
import { rowCount, verdictsOf } from './row-counts.ts';

/** An event that comes again is known, whenever and among however many it comes. */
export function duplicatesSuite(store: () => Store, connect: () => Promise<Connection>) {
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
    expect(await rowCount(store(), 'events', site)).toBe(3);
    expect(await verdictsOf(store(), site)).toEqual({ stored: 3, duplicate: 5 });
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
    expect(await rowCount(store(), 'events', site)).toBe(24_600);
  });
}
