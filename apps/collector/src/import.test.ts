// Events of the past, with a token.
import type { Store } from '@desirepath/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemIn, receiptIn } from '../test/answers.ts';
import { ADMIN, event, NOW, type Opened, READER, TOKEN_OF_BOTH } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, accounted, read, storedIds, store } = await storedCollectors('import');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

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
    const changed = await accounted(opened, async () => {
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
