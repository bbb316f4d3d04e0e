// Whatever fails, nothing that was acknowledged is lost, and nothing is stored twice.
import { nodeFiles } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemIn, receiptIn } from '../test/answers.ts';
import { envelope, event, LOCAL, type Opened } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, accounted, read, storedIds, store } = await storedCollectors('failures');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

describe('a disk that fails', () => {
  test('503 with Retry-After, nothing counted, and the retry is not taken for a duplicate', async () => {
    let broken = false;
    const files = {
      ...nodeFiles,
      open: async (path: string, mode: 'create' | 'update' | 'read') => {
        const file = await nodeFiles.open(path, mode);
        return new Proxy(file, {
          get(target, name) {
            if (name === 'datasync' && broken) {
              return () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
            }
            const member = Reflect.get(target, name) as unknown;
            return typeof member === 'function' ? member.bind(target) : member;
          },
        });
      },
    };
    const failing = await open({ files });
    const one = event();
    broken = true;
    const response = await failing.send(envelope([one]));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect((await problemIn(response)).detail).toContain('send it again');
    expect(failing.live).toEqual([]);
    const ready = await failing.collector.app.request('/readyz', {}, LOCAL);
    expect([ready.status, (await ready.json()).status]).toEqual([503, 'unready']);
    broken = false;
    expect((await failing.collector.app.request('/readyz', {}, LOCAL)).status).toBe(200);
    const changed = await accounted(opened, async () => {
      expect((await receiptIn(await failing.send(envelope([one])))).counts.stored).toBe(1);
      await close(failing);
    });
    expect(changed).toEqual({ 'shop stored': 1 });
    expect(await storedIds([one.id])).toEqual([one.id]);
  });
});

describe('a ClickHouse that fails', () => {
  /** The real store, with inserts that `fail` may stop before or after they are done. */
  function troubled(fail: (rows: string[], when: 'before' | 'after') => Error | undefined): Store {
    return {
      ...store,
      insert: async (frame, portion) => {
        const names = frame.rows.map(({ name }) => name);
        const before = fail(names, 'before');
        if (before !== undefined) throw before;
        const report = await store.insert(frame, portion);
        const after = fail(names, 'after');
        if (after !== undefined) throw after;
        return report;
      },
    };
  }

  test('away: events are taken all the same and land when it is back, each once', async () => {
    let away = true;
    const one = await open({
      store: troubled((_, when) => (away && when === 'before' ? new Error('connect ECONNREFUSED') : undefined)),
    });
    one.collector.start();
    const events = Array.from({ length: 30 }, () => event());
    const changed = await accounted(opened, async () => {
      for (const each of events) expect((await one.send(envelope([each]))).status).toBe(200);
      expect(await storedIds(events.map(({ id }) => id))).toEqual([]);
      away = false;
      await close(one);
    });
    expect(changed).toEqual({ 'shop stored': 30 });
    expect(await storedIds(events.map(({ id }) => id))).toHaveLength(30);
  });

  test('an answer lost after the insert: tried again, nothing twice', async () => {
    let failures = 3;
    const one = await open({
      store: troubled((_, when) => (when === 'after' && failures-- > 0 ? new Error('socket hang up') : undefined)),
    });
    const events = Array.from({ length: 10 }, () => event());
    const changed = await accounted(opened, async () => {
      await one.send(envelope(events));
      await one.send(envelope([{ ...event(), id: 'bad' }]));
      await close(one);
    });
    expect(failures).toBeLessThan(0);
    expect(changed).toEqual({ 'shop stored': 10, 'shop rejected bad_event': 1 });
    expect(await storedIds(events.map(({ id }) => id))).toHaveLength(10);
  });

  test('poison rows are found by halving, also when that is cut short, become rejects, and their neighbours land', async () => {
    const poison = () => Object.assign(new Error('Code: 407. DB::Exception: Decimal overflow.'), { code: '407' });
    let interrupted = 0;
    const one = await open({
      store: troubled((names, when) => {
        if (when === 'before' && names.includes('poison')) return poison();
        // Once in the middle of it, the connection is lost as well.
        if (when === 'after' && names.length > 0 && interrupted++ === 2) return new Error('socket hang up');
        return undefined;
      }),
    });
    const events = Array.from({ length: 200 }, (_, i) => event(i === 17 || i === 130 ? { name: 'poison' } : {}));
    const changed = await accounted(opened, async () => {
      await one.send(envelope([...events, { id: 'bad' }]));
      await one.collector.drain();
      await close(one);
    });
    expect(changed).toEqual({ 'shop stored': 198, 'shop rejected bad_event': 1, 'shop rejected refused_by_store': 2 });
    expect(await storedIds(events.map(({ id }) => id))).toHaveLength(198);
    const kept = await read<{ id: string; raw: string }>(
      "SELECT event_id AS id, raw FROM rejects WHERE reason = 'refused_by_store' AND event_id IN {ids:Array(String)}",
      { ids: [events[17]?.id, events[130]?.id] },
    );
    expect(kept).toHaveLength(2);
    expect(JSON.parse(kept[0]?.raw ?? '').name).toBe('poison');
  });
});
