// What becomes of the events that a page sends, from the request to ClickHouse.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receiptIn } from '../test/answers.ts';
import { envelope, event, NOW, type Opened } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, accounted, read, storedIds } = await storedCollectors('receive-events');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

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
    const changed = await accounted(opened, async () => {
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
    const changed = await accounted(opened, async () => {
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
    const changed = await accounted(opened, async () => {
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
