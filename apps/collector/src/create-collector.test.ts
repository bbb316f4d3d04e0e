import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemSchema, receiptSchema } from '@desirepath/schema';
import { nodeFiles } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ADMIN,
  CHROME,
  envelope,
  event,
  LOCAL,
  NOW,
  type Opened,
  openCollector,
  READER,
  TOKEN_OF_BOTH,
} from '../test/open-collector.ts';
import { sharedStore } from '../test/shared-store.ts';

const { store, folder: root } = await sharedStore('collector');
let opened: Opened;
let no = 0;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

async function open(options: Partial<Parameters<typeof openCollector>[0]> = {}): Promise<Opened> {
  no += 1;
  return openCollector({ folder: join(root, `run-${no}`), store, ...options });
}

async function close(one: Opened): Promise<void> {
  await one.collector.close();
  await one.spool.close();
}

const read = <Row>(text: string, params: Record<string, unknown> = {}) => store.read<Row>({ text, params });

async function storedIds(ids: unknown[]): Promise<string[]> {
  const rows = await read<{ id: string }>(
    'SELECT toString(event_id) AS id FROM events WHERE event_id IN {ids:Array(UUID)}',
    { ids },
  );
  return rows.map(({ id }) => id);
}

async function accounting(): Promise<Record<string, number>> {
  const rows = await read<{ what: string; n: number }>(
    "SELECT concat(site, ' ', verdict, if(reason = '', '', concat(' ', reason)) ) AS what, toFloat64(sum(count)) AS n FROM accounting GROUP BY what",
  );
  return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
}

/** What `work` adds to the accounting, once all is shipped. */
async function accounted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  await opened.collector.drain();
  const before = await accounting();
  await work();
  await opened.collector.drain();
  const after = await accounting();
  const changed = Object.entries(after).map(([what, n]) => [what, n - (before[what] ?? 0)] as const);
  return Object.fromEntries(changed.filter(([, n]) => n !== 0));
}

async function problemIn(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const is = problemSchema.parse(await response.json());
  expect(is.status).toBe(response.status);
  expect(is.detail).toMatch(/\.$/);
  return is;
}

async function receiptIn(response: Response) {
  expect(response.status).toBe(200);
  return receiptSchema.parse(await response.json());
}

describe('POST /v1/events', () => {
  test('an event goes from the request to ClickHouse, and to the live feed at once', async () => {
    const one = event({ params: { value: 5, currency: 'EUR' } });
    const response = await opened.send(envelope([one], { page: { url: 'https://shop.example/a?b=1' } }));
    expect(await receiptIn(response)).toEqual({
      received: 1,
      counts: { stored: 1, rejected: 0, duplicate: 0, bot: 0, limited: 0 },
      verdicts: [],
    });
    expect(opened.live).toMatchObject([
      {
        site: 'shop',
        verdict: 'stored',
        id: one.id,
        name: 'page_view',
        visitor: 'v1',
        path: '/a',
        device: 'mobile',
        value: '5.0000',
      },
    ]);
    await opened.collector.drain();
    const rows = await read('SELECT site, lane, device, browser, os, path FROM events WHERE event_id = {id:UUID}', {
      id: one.id,
    });
    expect(rows).toEqual([
      { site: 'shop', lane: 'browser', device: 'mobile', browser: 'Chrome', os: 'Android', path: '/a' },
    ]);
  });

  test.each([
    ['in the body', {}, '', 'shop_write_key'],
    ['in the query', {}, '?key=shop_write_key', undefined],
    ['in the header', { 'x-desirepath-key': 'shop_write_key' }, '', undefined],
    ['as JSON', { 'content-type': 'application/json' }, '', 'shop_write_key'],
  ])('the write key may come %s', async (_, headers, query, key) => {
    const body = { ...envelope([event()]), key };
    expect((await receiptIn(await opened.send(body, headers, query))).counts.stored).toBe(1);
  });

  test('without an Origin it is the lane of a server: no look at its User-Agent', async () => {
    const one = event();
    const response = await opened.collector.app.request('/v1/events', {
      method: 'POST',
      body: JSON.stringify(envelope([one])),
      headers: { 'user-agent': 'Googlebot/2.1' },
    });
    expect((await receiptIn(response)).counts.stored).toBe(1);
    await opened.collector.drain();
    expect(await read('SELECT lane, device FROM events WHERE event_id = {id:UUID}', { id: one.id })).toEqual([
      { lane: 'server', device: '' },
    ]);
  });

  test('a bad event is rejected with its field, kept raw and counted; its neighbours are stored', async () => {
    const good = event();
    const bad = { id: 'not-a-uuid', name: 'broken', time: NOW, params: { n: 1 } };
    const big = event({ params: { text: 'x'.repeat(40_000) } });
    const changed = await accounted(async () => {
      const receipt = await receiptIn(await opened.send(envelope([bad, good, big])));
      expect(receipt.counts).toMatchObject({ stored: 1, rejected: 2 });
      expect(receipt.verdicts).toMatchObject([
        { index: 0, id: 'not-a-uuid', verdict: 'rejected', rejection: { reason: 'bad_event', field: 'id' } },
        { index: 2, id: big.id, verdict: 'rejected', rejection: { reason: 'too_large' } },
      ]);
      expect(opened.live.map(({ verdict, name }) => [verdict, name])).toEqual([
        ['rejected', 'broken'],
        ['stored', 'page_view'],
        ['rejected', 'page_view'],
      ]);
    });
    expect(changed).toEqual({ 'shop stored': 1, 'shop rejected bad_event': 1, 'shop rejected too_large': 1 });
    expect(await storedIds([good.id])).toEqual([good.id]);
    const [kept] = await read<{ raw: string; field: string }>(
      "SELECT raw, field FROM rejects WHERE event_id = 'not-a-uuid'",
    );
    expect(kept?.field).toBe('id');
    expect(JSON.parse(kept?.raw ?? '')).toEqual(bad);
  });

  test.each([
    [0, 'more than seven days old'],
    [NOW + 2 * 3_600_000, 'more than an hour ahead'],
  ])('a time that is far away is kept in bounds, and that is said: %s', async (time, words) => {
    const { verdicts, counts } = await receiptIn(await opened.send(envelope([event({ time }), event()])));
    expect(counts.stored).toBe(2);
    expect(verdicts).toEqual([
      expect.objectContaining({ index: 0, verdict: 'stored', note: expect.stringContaining(words) }),
    ]);
  });

  test('what is not stored is told to the live feed with its name, its visitor and its path', async () => {
    const page = { url: 'https://shop.example/lamps?a=1' };
    await opened.send(envelope([event({ id: 'none', name: 'view_item', visitor: 'v7', page })]));
    await opened.send(envelope([event({ visitor: 'v8', page })]), { 'user-agent': 'Googlebot/2.1' });
    expect(opened.live).toMatchObject([
      { verdict: 'rejected', name: 'view_item', visitor: 'v7', path: '/lamps' },
      { verdict: 'bot', name: 'page_view', visitor: 'v8', path: '/lamps' },
    ]);
  });

  test('a bot is counted and not stored', async () => {
    const changed = await accounted(async () => {
      const receipt = await receiptIn(
        await opened.send(envelope([event(), event()]), { 'user-agent': 'Googlebot/2.1' }),
      );
      expect(receipt.counts).toMatchObject({ bot: 2, stored: 0 });
    });
    expect(changed).toEqual({ 'shop bot': 2 });
    expect(opened.live.map(({ verdict }) => verdict)).toEqual(['bot', 'bot']);
  });

  test('a duplicate is told at once, in the same request, in the next, and after a restart by the store', async () => {
    const one = event();
    const changed = await accounted(async () => {
      expect((await receiptIn(await opened.send(envelope([one, one])))).counts).toMatchObject({
        stored: 1,
        duplicate: 1,
      });
      const again = await receiptIn(await opened.send(envelope([one]), {}, '?verdicts=all'));
      expect(again.verdicts).toEqual([{ index: 0, id: one.id, verdict: 'duplicate' }]);
      const fresh = await open();
      expect((await receiptIn(await fresh.send(envelope([one])))).counts.stored).toBe(1);
      await close(fresh);
    });
    expect(changed).toEqual({ 'shop stored': 1, 'shop duplicate': 3 });
    expect(await storedIds([one.id])).toEqual([one.id]);
  });

  /** A text of three bytes a character. */
  const wide = (length: number) => '…'.repeat(length);

  test('what an envelope says counts with each of its events, unless the event says it itself', async () => {
    const page = { url: `https://shop.example/${wide(2000)}`, title: wide(2048), referrer: wide(2048) };
    const campaign = { source: wide(2048), medium: wide(2048), name: wide(2048), term: wide(2048) };
    const events = Array.from({ length: 500 }, (_, no) => event(no === 7 ? { campaign: {} } : {}));
    const { counts } = await receiptIn(await opened.send(envelope(events, { page, campaign })));
    expect(counts).toMatchObject({ stored: 1, rejected: 499 });
    expect(opened.live[0]).toMatchObject({ rejection: { reason: 'too_large' } });
    expect(opened.spool.status().bytes).toBeLessThan(1024 * 1024);
  });

  test('the same id of another visitor is another event', async () => {
    const one = event();
    await opened.send(envelope([one]));
    expect((await receiptIn(await opened.send(envelope([one], { visitor: 'v2' })))).counts.stored).toBe(1);
  });
});

describe('refusals', () => {
  const origin = 'https://shop.example';
  test.each([
    [
      'a wrong write key',
      401,
      'wrong_write_key',
      () => opened.send({ ...envelope([event(), event()]), key: 'a_wrong_key' }),
      ' rejected wrong_write_key',
      2,
    ],
    [
      'no write key',
      401,
      'wrong_write_key',
      () => opened.send({ ...envelope([event()]), key: undefined }),
      ' rejected wrong_write_key',
      1,
    ],
    [
      'a wrong origin',
      403,
      'wrong_origin',
      () => opened.send(envelope([event(), event()]), { origin: `${origin}.evil.example` }),
      'shop rejected wrong_origin',
      2,
    ],
    [
      'a body over the limit',
      413,
      'body_too_large',
      () => opened.send(envelope([event({ params: { x: 'y'.repeat(2 ** 20) } })])),
      'shop rejected body_too_large',
      1,
    ],
    [
      'too many events',
      413,
      'too_many_events',
      () => opened.send(envelope(Array.from({ length: 501 }, () => event()))),
      'shop rejected too_many_events',
      501,
    ],
    [
      'broken JSON',
      400,
      'broken_json',
      () => opened.send('{"key":"shop_write_key","events":[{"id"'),
      'shop rejected broken_json',
      1,
    ],
    [
      'nothing at all',
      400,
      'broken_json',
      () => opened.send('', {}, '?key=shop_write_key'),
      'shop rejected broken_json',
      1,
    ],
    [
      'an unknown shape',
      400,
      'bad_envelope',
      () => opened.send({ key: 'shop_write_key', event: event() }),
      'shop rejected bad_envelope',
      1,
    ],
    [
      'a list',
      400,
      'bad_envelope',
      () => opened.send([event()], {}, '?key=shop_write_key'),
      'shop rejected bad_envelope',
      1,
    ],
    [
      'a compressed body',
      415,
      'encoded_body',
      () => opened.send('x', { 'content-encoding': 'br' }, '?key=shop_write_key'),
      'shop rejected encoded_body',
      1,
    ],
  ])('%s: one clear sentence, counted, and its beginning is kept', async (_, status, word, send, what, count) => {
    let detail = '';
    const changed = await accounted(async () => {
      const response = await send();
      expect(response.status).toBe(status);
      const is = await problemIn(response);
      expect(is.type).toBe(`urn:desirepath:problem:${word}`);
      detail = is.detail;
    });
    expect(changed).toEqual({ [what]: count });
    const kept = await read<{ raw: string }>(
      'SELECT raw FROM rejects WHERE detail = {detail:String} ORDER BY received_time',
      { detail },
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept[0]?.raw.length).toBeLessThanOrEqual(8192);
  });

  test('a body without a length is cut while it streams', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(65_536));
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(chunk);
      },
    });
    const response = await opened.collector.app.request('/v1/events?key=shop_write_key', {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    expect((await problemIn(response)).status).toBe(413);
    expect(pulled).toBeLessThan(25);
  });

  test('refused requests are all counted, but only so many are kept a second', async () => {
    const before = await read<{ n: number }>('SELECT toFloat64(count()) AS n FROM rejects');
    const changed = await accounted(() =>
      Promise.all(Array.from({ length: 60 }, () => opened.send('{', {}, '?key=other_write_key'))),
    );
    expect(changed).toEqual({ 'other rejected broken_json': 60 });
    const after = await read<{ n: number }>('SELECT toFloat64(count()) AS n FROM rejects');
    expect((after[0]?.n ?? 0) - (before[0]?.n ?? 0)).toBe(20);
  });

  test('GET says which way to go', async () => {
    const response = await opened.collector.app.request('/v1/events');
    expect(response.headers.get('allow')).toContain('POST');
    expect((await problemIn(response)).status).toBe(405);
    expect((await problemIn(await opened.collector.app.request('/nowhere'))).status).toBe(404);
  });
});

describe('CORS', () => {
  const preflight = (origin: string, query = '') =>
    opened.collector.app.request(`/v1/events${query}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });

  test('a preflight and an answer name the very origin that asked, never *', async () => {
    for (const origin of ['https://shop.example', 'https://www.shop.example', 'http://127.0.0.1:4701']) {
      const asked = await preflight(origin);
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
      expect(asked.headers.get('access-control-allow-headers')).toContain('content-type');
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      const answer = await opened.send(envelope([event()]), { origin });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('vary')).toContain('Origin');
    }
  });

  test.each([
    'https://shop.example.evil.example',
    'https://evil-shop.example',
    'https://a.b.shop.example',
    'http://shop.example',
    'https://shop.example:8443',
    'http://127.0.0.1:4702',
    'null',
    'https://',
    'https://shop.example/',
    'https://x@shop.example',
  ])('%s gets in nowhere', async (origin) => {
    const asked = await preflight(origin);
    expect(asked.status).toBe(403);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await opened.send(envelope([event()]), { origin });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test("one shop's page may not write into another shop", async () => {
    expect((await opened.send(envelope([event()]), { origin: 'https://other.example' })).status).toBe(403);
    expect((await preflight('https://other.example', '?key=shop_write_key')).status).toBe(403);
  });

  test('a page that may write can read why its key is wrong', async () => {
    const answer = await opened.send({ ...envelope([event()]), key: 'a_wrong_key' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });
});

describe('POST /v1/import', () => {
  test('what is too much for one frame of the spool goes into several, and is counted once', async () => {
    const rows: string[] = [];
    let received = 0;
    const counting: Store = {
      ...store,
      insert: async (frame) => {
        rows.push(...frame.rows.map(({ event_id }) => event_id));
        received += frame.accounting.reduce((sum, one) => sum + (one.received ?? 0), 0);
        return { stored: frame.rows.length, duplicates: [] };
      },
    };
    const fresh = await open({ store: counting });
    // Of these, 5 000 are more than 64 MiB.
    const page = { title: '…'.repeat(2048), referrer: '…'.repeat(2048) };
    const events = Array.from({ length: 5000 }, () => event({ name: 'imported' }));
    const receipt = await receiptIn(
      await fresh.import({ visitor: 'v1', page, campaign: { source: page.title }, events }),
    );
    expect(receipt.counts.stored).toBe(5000);
    const again = await receiptIn(await fresh.import({ visitor: 'v1', events: events.slice(0, 10) }));
    expect(again.counts.duplicate).toBe(10);
    await fresh.collector.drain();
    expect(rows).toEqual(events.map(({ id }) => id));
    expect(received).toBe(5010);
    await close(fresh);
  });

  test('old events come in with an admin token, and a second time change nothing', async () => {
    const old = Array.from({ length: 1200 }, (_, i) =>
      event({ time: NOW - 400 * 86_400_000 + i, visitor: `old-${i % 7}` }),
    );
    const changed = await accounted(async () => {
      expect((await receiptIn(await opened.import({ events: old }))).counts.stored).toBe(1200);
      expect((await receiptIn(await opened.import({ events: old }))).counts.duplicate).toBe(1200);
      const fresh = await open();
      await fresh.import({ events: old });
      await close(fresh);
    });
    expect(changed).toEqual({ 'shop stored': 1200, 'shop duplicate': 2400 });
    const [span] = await read<{ n: number; lane: string }>(
      "SELECT toFloat64(count()) AS n, any(lane) AS lane FROM events WHERE startsWith(visitor_id, 'old-')",
    );
    expect(span).toEqual({ n: 1200, lane: 'import' });
  });

  test.each([
    ['no token', 401, 'wrong_token', { authorization: '' }, ''],
    ['a wrong token', 401, 'wrong_token', { authorization: 'Bearer nope' }, ''],
    ['the write key', 401, 'wrong_token', { authorization: 'Bearer shop_write_key' }, ''],
    ['a token that may only read', 403, 'weak_token', { authorization: `Bearer ${READER}` }, ''],
    ['a token of another site', 403, 'wrong_site', { authorization: `Bearer ${ADMIN}` }, '?site=other'],
    ['a token of several sites', 400, 'which_site', { authorization: `Bearer ${TOKEN_OF_BOTH}` }, ''],
  ])('%s opens nothing', async (_, status, word, headers, query) => {
    const is = await problemIn(await opened.import({ events: [event()] }, headers, query));
    expect(is).toMatchObject({ status, type: `urn:desirepath:problem:${word}` });
  });

  test('?site= names one of several', async () => {
    const response = await opened.import(
      { visitor: 'v', events: [event()] },
      { authorization: `Bearer ${TOKEN_OF_BOTH}` },
      '?site=other',
    );
    expect((await receiptIn(response)).counts.stored).toBe(1);
    expect(opened.live).toMatchObject([{ site: 'other' }]);
  });

  test('5 000 events at once, not 5 001', async () => {
    const many = (count: number) => ({ visitor: 'many', events: Array.from({ length: count }, () => event()) });
    expect((await opened.import(many(5001))).status).toBe(413);
    expect((await receiptIn(await opened.import(many(5000)))).counts.stored).toBe(5000);
  });

  test('events of 150 months in one request all land', async () => {
    const events = Array.from({ length: 150 }, (_, i) => event({ time: Date.UTC(2005, i, 15), visitor: 'months' }));
    await opened.import({ events });
    await opened.collector.drain();
    expect(await storedIds(events.map(({ id }) => id))).toHaveLength(150);
  });
});

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
    const changed = await accounted(async () => {
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
    const changed = await accounted(async () => {
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
    const changed = await accounted(async () => {
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
    const changed = await accounted(async () => {
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

describe('the cookie of a visitor', () => {
  const cookieOf = async (body: object, headers: Record<string, string>) =>
    (await opened.send(body, { 'sec-fetch-site': 'same-origin', ...headers })).headers.get('set-cookie');

  test('is set from a path of the shop, so that no browser forgets it after a week', async () => {
    const mine = { ...envelope([event()]), visitor: 'visitor-0001' };
    expect(await cookieOf(mine, {})).toBe('dp=visitor-0001; Path=/; Max-Age=34560000; SameSite=Lax; Secure');
  });

  test.each([
    ['from another origin', {}, { 'sec-fetch-site': 'cross-site' }],
    ['without an id', { visitor: undefined }, {}],
    ['with an id that is none of the tag', { visitor: 'a;b=c; Domain=x' }, {}],
    ['where the browser asks not to be followed', {}, { 'sec-gpc': '1' }],
    ['for a bot', {}, { 'user-agent': 'Googlebot/2.1' }],
  ])('is not set %s', async (_, more, headers) => {
    expect(await cookieOf({ ...envelope([event()]), visitor: 'visitor-0001', ...more }, headers)).toBeNull();
  });
});

test('the data of a person that a shop sends for enhanced conversions is kept nowhere, in no dialect, refused or not', async () => {
  const user_data = {
    email: 'sha',
    phone_number: '+3247012',
    address: { first_name: 'Ada', city: 'Ghent', deep: { a: { b: {} } } },
  };
  const params = {
    step: 1,
    user_data,
    eventModel: { user_data, method: 'card' },
    'user_data.city': 'Ghent',
    user_data_mode: 'auto',
  };
  const fine = event({ name: 'add_payment_info', params });
  const refused = event({ params, time: 'never' });
  await opened.send(envelope([fine, refused]));
  const { app } = opened.collector;
  const answer = await app.request('/mp/collect?measurement_id=G-1&api_secret=shop_write_key', {
    method: 'POST',
    headers: { 'user-agent': CHROME },
    body: JSON.stringify({ client_id: 'of.ga4', user_data, events: [{ name: 'add_payment_info', params }] }),
  });
  expect(answer.status).toBe(204);
  await opened.collector.drain();
  const rows = await read<{ props: object; nums: object }>(
    "SELECT props, nums FROM events WHERE event_id = {id:UUID} OR visitor_id = 'of.ga4'",
    { id: fine.id },
  );
  const kept = { props: { 'eventModel.method': 'card', user_data_mode: 'auto' }, nums: { step: 1 } };
  expect(rows).toEqual([kept, kept]);
  const [reject] = await read<{ raw: string }>('SELECT raw FROM rejects WHERE event_id = {id:String}', {
    id: refused.id,
  });
  expect(JSON.parse(reject?.raw ?? '').params).toEqual({
    step: 1,
    eventModel: { method: 'card' },
    user_data_mode: 'auto',
  });
});

describe('the tag', () => {
  test('by its hash for ever, 304 when nothing changed; the short name leads there; loadable from anywhere', async () => {
    const sdkFolder = join(root, 'sdk');
    mkdirSync(sdkFolder, { recursive: true });
    writeFileSync(join(sdkFolder, 'dp.js'), 'console.log(1)');
    writeFileSync(join(sdkFolder, 'secret.js'), 'no');
    const { createCollector } = await import('./create-collector.ts');
    const { app } = createCollector({ sites: [], spool: opened.spool, store, sdkFolder });
    const short = await app.request('/dp.js');
    expect(short.status).toBe(302);
    expect(short.headers.get('cache-control')).toContain('max-age=300');
    const location = short.headers.get('location') ?? '';
    expect(location).toMatch(/^dp\.[0-9a-f]{16}\/dp\.js$/);
    const hashed = await app.request(`/${location}`);
    expect(await hashed.text()).toBe('console.log(1)');
    expect(Object.fromEntries(hashed.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable'),
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
    });
    const etag = hashed.headers.get('etag') ?? '';
    const again = await app.request(`/${location}`, { headers: { 'if-none-match': `W/${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const integrity = `sha384-${createHash('sha384').update('console.log(1)').digest('base64')}`;
    expect(await (await app.request('/dp.json')).json()).toEqual({ 'dp.js': { path: location, integrity } });
    writeFileSync(join(sdkFolder, 'dp-long.js'), 'console.log(1);'.repeat(100));
    const later = createCollector({ sites: [], spool: opened.spool, store, sdkFolder }).app;
    const long = `/${(await later.request('/dp-long.js')).headers.get('location')}`;
    const packed = await later.request(long, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('br');
    expect(packed.headers.get('vary')).toBe('Accept-Encoding');
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan(100);
    expect((await later.request(long)).headers.get('etag')).not.toBe(packed.headers.get('etag'));
    for (const path of [
      '/dp.0123456789abcdef/dp.js',
      '/dp-none.js',
      '/secret.js',
      '/dp/../secret.js',
      '/dp%2e%2e.js',
    ]) {
      expect((await app.request(path)).status).toBe(404);
    }
  });
});

describe('health', () => {
  test('/healthz, /readyz and /metrics', async () => {
    await opened.send(envelope([event(), { id: 1 }]));
    expect((await opened.collector.app.request('/healthz')).status).toBe(200);
    const ready = await opened.collector.app.request('/readyz', {}, LOCAL);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      spool: 'writable',
      store: 'reachable',
      backlog: { frames: 1 },
    });
    await opened.collector.drain();
    const text = await (await opened.collector.app.request('/metrics', {}, LOCAL)).text();
    expect(text).toContain('desirepath_events_total{site="shop",verdict="stored"} 1');
    expect(text).toContain('desirepath_events_total{site="shop",verdict="rejected"} 1');
    expect(text).toContain('desirepath_spool_pending_frames 0');
    expect(text).toMatch(/desirepath_spool_sync_seconds_count [1-9]/);
    expect(text).toMatch(/desirepath_insert_seconds_count [1-9]/);
    expect(text).toContain('desirepath_rows_shipped_total 1');
  });

  test('/metrics adds up to the account, also with what comes again after a restart or is refused by ClickHouse', async () => {
    const poisoned: Store['insert'] = (frame, portion) =>
      frame.rows.some(({ name }) => name === 'poison') && portion !== 'rest'
        ? Promise.reject(Object.assign(new Error('Decimal overflow.'), { code: '407' }))
        : store.insert(frame, portion);
    await opened.collector.drain();
    const before = await accounts();
    const one = event();
    await opened.send(envelope([one, event(), one, { id: 'bad' }]));
    await opened.send(envelope([event()]), { 'user-agent': 'Googlebot/2.1' });
    await opened.send('{"key":"shop_write_key"');
    await opened.send({ ...envelope([event(), event()]), key: 'a_wrong_key' });
    await opened.send({ ...envelope([event()]), key: 'other_write_key' }, { origin: 'https://other.example' });
    await opened.collector.drain();
    const first = await figures(opened);
    const fresh = await open({ store: { ...store, insert: poisoned }, limits: { keyRate: 1, keyBurst: 4 } });
    await fresh.send(envelope([one, event({ name: 'poison' }), event(), event()]));
    expect((await fresh.send(envelope(Array.from({ length: 9 }, () => event())))).status).toBe(429);
    await fresh.collector.drain();
    const second = await figures(fresh);
    await close(fresh);

    expect(second).toEqual({
      'shop received': 13,
      'shop stored': 2,
      'shop duplicate': 1,
      'shop rejected': 1,
      'shop limited': 9,
    });
    const changed = added(await accounts(), before, -1);
    expect(added(first, second, 1)).toEqual(changed);
    for (const site of ['shop', 'other', '']) {
      const of = Object.entries(changed).filter(([what]) => what.startsWith(`${site} `));
      const verdicts = of.filter(([what]) => !what.endsWith(' received')).reduce((sum, [, n]) => sum + n, 0);
      expect(verdicts).toBe(changed[`${site} received`]);
      expect(verdicts).toBeGreaterThan(0);
    }
  });

  type Figures = Record<string, number>;

  function added(a: Figures, b: Figures, sign: 1 | -1): Figures {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    const sums = [...keys].map((key) => [key, (a[key] ?? 0) + sign * (b[key] ?? 0)] as const);
    return Object.fromEntries(sums.filter(([, n]) => n !== 0));
  }

  /** What the table holds: events received, and by verdict, of each site. */
  async function accounts(): Promise<Figures> {
    const rows = await read<{ site: string; verdict: string; n: number; came: number }>(
      'SELECT site, verdict, toFloat64(sum(count)) AS n, toFloat64(sum(accounting.received)) AS came FROM accounting GROUP BY site, verdict',
    );
    const all: Figures = {};
    for (const { site, verdict, n, came } of rows) {
      all[`${site} ${verdict}`] = n;
      all[`${site} received`] = (all[`${site} received`] ?? 0) + came;
    }
    return all;
  }

  /** The same by the metrics of a collector. */
  async function figures(one: Opened): Promise<Figures> {
    const text = await (await one.collector.app.request('/metrics', {}, LOCAL)).text();
    const all: Figures = {};
    const add = (key: string, n: number) => {
      all[key] = (all[key] ?? 0) + n;
    };
    const each =
      /^desirepath_events_(?:received_total{site="(.*)"}|total{site="(.*)",verdict="(.*)"}|found_total{site="(.*)",from="(.*)",to="(.*)"}) (\d+)$/gm;
    for (const [, site, its, verdict, found, from, to, n] of text.matchAll(each)) {
      if (site !== undefined) add(`${site} received`, Number(n));
      if (its !== undefined) add(`${its} ${verdict}`, Number(n));
      if (found === undefined) continue;
      add(`${found} ${from}`, -Number(n));
      add(`${found} ${to}`, Number(n));
    }
    return all;
  }

  test('a store that is away makes it degraded, not unready', async () => {
    const one = await open({ store: { ...store, read: () => Promise.reject(new Error('away')) } });
    const ready = await one.collector.app.request('/readyz', {}, LOCAL);
    expect([ready.status, (await ready.json()).status]).toEqual([200, 'degraded']);
    await close(one);
  });

  test('closing ships what is there and takes nothing more', async () => {
    const one = await open();
    const last = event();
    await one.send(envelope([last]));
    await one.collector.close();
    expect(await storedIds([last.id])).toEqual([last.id]);
    const refused = await one.send(envelope([event()]));
    expect([refused.status, (await one.collector.app.request('/readyz', {}, LOCAL)).status]).toEqual([503, 503]);
    await one.spool.close();
  });
});

test('what is nasty to others is stored here as it is', async () => {
  const nasty = [
    event({ params: JSON.parse('{"a.b":1,"a":{"b":2},"__proto__":{"x":1},"\\u0000":"\\ud800","":"empty"}') }),
    event({
      name: 'na\ud83d"\\\'\n\t\u2028me',
      visitor: '{"}',
      page: { url: 'https://x/\u0001?{a:String}', title: '\ufeff' },
    }),
    event({ params: { n: 1.7976931348623157e308, tiny: 5e-324, minus: -0 } }),
    event({ time: 0, seq: 4294967295 }),
    event({ time: 8.64e15 }),
    event({
      params: {
        items: [{ price: '99999999999999.9999', quantity: 4294967295 }],
        value: -99999999999999,
        currency: 'EUR',
      },
    }),
  ];
  expect((await receiptIn(await opened.send(envelope(nasty, { user_id: 'ünï\u0000' })))).counts.stored).toBe(
    nasty.length,
  );
  await opened.collector.drain();
  expect((await storedIds(nasty.map(({ id }) => id))).sort()).toEqual(nasty.map(({ id }) => id as string).sort());
  const [row] = await read<{ props: object; nums: object }>(
    'SELECT props, nums FROM events WHERE event_id = {id:UUID}',
    { id: nasty[0]?.id },
  );
  expect(row).toEqual({ props: { '\uFFFD': '\uFFFD', '': 'empty' }, nums: { 'a.b': 1, 'a.b#2': 2, '__proto__.x': 1 } });
  void CHROME;
});
