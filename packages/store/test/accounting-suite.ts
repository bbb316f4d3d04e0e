import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { insertFrame } from '../src/insert-frame.ts';
import type { Store } from '../src/store.ts';
import { touchpointNames } from '../src/touchpoint-names.ts';
import { rowCount, verdictsOf } from './row-counts.ts';

/** What is inserted is counted as what it is, also in parts, again, or after an interruption. */
export function accountingSuite(store: () => Store, connect: () => Promise<Connection>) {
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
    expect(await verdictsOf(store(), site)).toEqual({ stored: 1 });
    const cut = async () => {
      await store().insert(frameOf('parts-f-0-3', first), 'rows');
      await store().insert(frameOf('parts-f-3-5', second), 'rows');
      return store().insert({ ...whole, rows: [...first, ...second] }, 'rest');
    };
    const report = { stored: 3, duplicates: [expect.objectContaining(row(1)), expect.objectContaining(row(3))] };
    expect(await cut()).toEqual(report);
    expect(await cut()).toEqual(report);
    expect(await rowCount(store(), 'events', site)).toBe(4);
    expect(await verdictsOf(store(), site)).toEqual({ stored: 4, duplicate: 2 });
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
    expect(await rowCount(store(), 'events', site)).toBe(stored);
    expect(await verdictsOf(store(), site)).toEqual({ stored, duplicate: frames - 1, rejected: frames });
    expect(await rowCount(store(), 'rejects', site)).toBe(frames);
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
