// What browsers get from the collector beside receipts: leave to write, a cookie, and the tag.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { envelope, event, type Opened } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, store, folder: root } = await storedCollectors('browsers');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

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
