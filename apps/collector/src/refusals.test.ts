// Requests that are refused as a whole.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemIn } from '../test/answers.ts';
import { envelope, event, type Opened } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, accounted, read } = await storedCollectors('refusals');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

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
    const changed = await accounted(opened, async () => {
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
    const changed = await accounted(opened, () =>
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
