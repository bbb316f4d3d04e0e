import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Store } from '../src/store.ts';
import { ADVERSARIAL } from './adversarial.ts';
import { rowCount } from './row-counts.ts';

/** What is inserted is on the disk, byte for byte, of whatever time. */
export function insertSuite(store: () => Store) {
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
    expect(await rowCount(store(), 'events', site)).toBe(130);
  });
}
