import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CHROME } from './open-collector.ts';
import { ownSites } from './own-site.ts';

const SHOP = 'https://shop.example';
const EVIL = 'https://evil.example';
const KEY = 'shop_write_key';
const { store, accountOf, open: openOwn } = await ownSites('door');

/** A collector of a site that no other test has, and ways to ask it. */
async function open(options: Parameters<typeof openOwn>[0] = {}) {
  const { site, collector } = await openOwn({ site: { gpc: 'reject' }, ...options });
  const ask = (path: string, init: RequestInit = {}) => collector.app.request(path, init) as Promise<Response>;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers: { origin: SHOP, ...headers } });
  return { site, collector, ask, post };
}

const picture = () => `/i?e=tr&aid=${KEY}&tr_id=A&tr_tt=9&duid=d1&eid=${randomUUID()}`;

describe('a picture, with which a browser sends no Origin', () => {
  const browser = { 'user-agent': CHROME };
  test.each([
    ['on a page of the site', { ...browser, referer: `${SHOP}/a?b=1`, 'sec-fetch-site': 'cross-site' }, 200],
    ['on one that tells its origin only', { ...browser, referer: `${SHOP}/`, 'sec-fetch-site': 'same-site' }, 200],
    ['where there is no Sec-Fetch', { ...browser, referer: `${SHOP}/` }, 200],
    ['on a page beside the collector', { ...browser, 'sec-fetch-site': 'same-origin' }, 200],
    ['on a foreign page', { ...browser, referer: `${EVIL}/`, 'sec-fetch-site': 'cross-site' }, 403],
    ['on one that is silent', { ...browser, 'sec-fetch-site': 'cross-site' }, 403],
    ['on one that is silent, where there is no Sec-Fetch', browser, 403],
    ['on one that hides beside the collector', { 'sec-fetch-site': 'same-origin', referer: `${EVIL}/` }, 403],
    ['without a User-Agent', { referer: `${EVIL}/` }, 403],
    ['in a window of its own', { ...browser, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 403],
    ['with something for a Referer', { ...browser, referer: 'about:client' }, 403],
  ])('%s', async (_, headers, status) => {
    const { site, ask } = await open();
    expect((await ask(picture(), { headers: headers as Record<string, string> })).status).toBe(status);
    expect(await accountOf(site)).toEqual(status === 200 ? { stored: 1 } : { 'rejected wrong_origin': 1 });
  });

  test('asked for its head only', async () => {
    const { site, ask } = await open();
    expect((await ask(picture(), { method: 'HEAD', headers: browser })).status).toBe(403);
    expect(await accountOf(site)).toEqual({ 'rejected wrong_origin': 1 });
  });

  test('passes the gates of a browser', async () => {
    const { site, ask } = await open();
    const referer = `${SHOP}/`;
    await ask(picture(), { headers: { referer, 'user-agent': 'Googlebot/2.1' } });
    await ask(picture(), { headers: { referer, 'user-agent': CHROME, 'sec-gpc': '1' } });
    await ask(picture(), { headers: { referer, 'user-agent': CHROME } });
    expect(await accountOf(site)).toEqual({ bot: 1, 'rejected opted_out': 1, stored: 1 });
    const rows = await store.read({
      text: 'SELECT lane, device FROM events WHERE site = {site:String}',
      params: { site },
    });
    expect(rows).toEqual([{ lane: 'browser', device: 'mobile' }]);
  });

  test.each([
    {},
    { 'user-agent': 'python-requests/2.32' },
    { 'user-agent': 'node', 'sec-fetch-mode': 'cors' },
  ] as Record<string, string>[])('%s is a server', async (headers) => {
    const { site, ask, post } = await open();
    expect((await ask(picture(), { headers })).status).toBe(200);
    const body = { writeKey: KEY, type: 'track', event: 'x', anonymousId: 'a', messageId: randomUUID() };
    const posted = await ask('/v1/track', { method: 'POST', body: JSON.stringify(body), headers });
    expect(posted.status).toBe(200);
    expect((await post('/v1/track', { ...body, messageId: randomUUID() }, { origin: EVIL })).status).toBe(403);
    await accountOf(site);
    const rows = await store.read({
      text: 'SELECT DISTINCT lane FROM events WHERE site = {site:String}',
      params: { site },
    });
    expect(rows).toEqual([{ lane: 'server' }]);
  });

  test('whoever names a page is a browser, with a POST too', async () => {
    const { ask } = await open();
    const body = JSON.stringify({ writeKey: KEY, event: 'x', anonymousId: 'a' });
    const headers = { referer: `${EVIL}/` };
    expect((await ask('/v1/track', { method: 'POST', body, headers })).status).toBe(403);
  });
});

const basic = { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` };
const tight = { limits: { addressRate: 0.001, addressBurst: 1 } };

describe('over the rate of the address', () => {
  test.each([
    ['POST', '/v1/batch', basic],
    ['POST', `/beacon/v1/batch?writeKey=${KEY}`, {}],
    ['POST', `/mp/collect?measurement_id=G-1&api_secret=${KEY}`, {}],
    ['POST', `/mp/collect?measurement_id=${KEY}&api_secret=x`, {}],
    ['POST', `/v1/events?key=${KEY}`, {}],
    ['POST', '/v1/events', { 'x-desirepath-key': KEY }],
    ['GET', `/i?e=pv&aid=${KEY}`, {}],
  ] as [string, string, Record<string, string>][])('%s %s counts for its site', async (method, path, headers) => {
    const { site, ask } = await open(tight);
    await ask('/nowhere');
    const before = await accountOf('');
    const refused = await ask(path, { method, headers });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(await accountOf(site)).toEqual({ 'limited address_rate': 1 });
    expect(await accountOf('')).toEqual(before);
  });

  test('what brings no event counts for none', async () => {
    const { site, ask } = await open(tight);
    const before = await accountOf('');
    const paths = [`/array/${KEY}/config`, '/flags/', `/v1/surveys?key=${KEY}`, '/sourceConfig', '/nowhere', '/'];
    for (const path of [...paths, ...paths]) await ask(path, { headers: basic });
    for (const path of ['/flags/', '/debug/mp/collect', '/nowhere'])
      await ask(path, { method: 'POST', headers: basic });
    expect(await accountOf(site)).toEqual({});
    expect(await accountOf('')).toEqual(before);
  });
});

describe('what a browser may read of a refusal', () => {
  const cors = (response: Response) => [
    response.status,
    response.headers.get('access-control-allow-origin'),
    response.headers.get('access-control-allow-credentials'),
    response.headers.get('access-control-expose-headers'),
    response.headers.get('retry-after') !== null,
  ];
  const NATIVE = null;
  const OTHERS = 'true';
  const tracker = '/com.snowplowanalytics.snowplow/tp2';

  test.each([
    ['/v1/events', 429, NATIVE],
    ['/v1/batch', 429, OTHERS],
    [tracker, 429, OTHERS],
    // Its client throws away what is answered with a 4xx.
    ['/e/', 503, OTHERS],
    ['/batch', 503, OTHERS],
    ['/i/v0/e/', 503, OTHERS],
    ['/flags/', 503, OTHERS],
  ])('%s, too fast', async (path, status, credentials) => {
    const { ask, post } = await open(tight);
    await ask('/nowhere');
    expect(cors(await post(path, {}))).toEqual([status, SHOP, credentials, 'retry-after', true]);
    expect(cors(await post(path, {}, { origin: EVIL }))).toEqual([status, null, null, null, true]);
  });

  test.each([
    ['/e/', { token: KEY, event: 'x', distinct_id: 'd' }, 503],
    ['/v1/track', { writeKey: KEY, event: 'x', anonymousId: 'a' }, 429],
  ])('%s, too fast for its site, or with too many events for its address', async (path, body, status) => {
    const slow = await open({ limits: { keyRate: 0.001, keyBurst: 1 } });
    expect((await slow.post(path, body)).status).toBe(200);
    const answer = await slow.post(path, body);
    expect(cors(answer)).toEqual([status, SHOP, 'true', 'retry-after', true]);
    expect(await answer.json()).toMatchObject({ status, type: expect.stringContaining('too_fast') });
    expect(await accountOf(slow.site)).toEqual({ stored: 1, 'limited key_rate': 1 });
  });

  test.each([
    ['/v1/events', 414, NATIVE],
    [tracker, 414, OTHERS],
    ['/i', 400, OTHERS],
  ])('%s, too long', async (path, status, credentials) => {
    const { ask } = await open({ limits: { urlBytes: 500 } });
    const method = path === '/i' ? 'GET' : 'POST';
    const long = await ask(`${path}?x=${'y'.repeat(600)}`, { method, headers: { origin: SHOP } });
    expect(cors(long)).toEqual([status, SHOP, credentials, 'retry-after', false]);
    expect(await long.json()).toMatchObject({ status, type: expect.stringContaining('url_too_long') });
  });

  test.each([
    ['/v1/events', NATIVE],
    ['/v1/batch', OTHERS],
    ['/e/', OTHERS],
  ])('%s, while the collector is being stopped', async (path, credentials) => {
    const { ask, post, collector } = await open();
    await collector.close();
    expect(cors(await post(path, {}))).toEqual([503, SHOP, credentials, 'retry-after', true]);
    const preflight = await ask(path, { method: 'OPTIONS', headers: { origin: SHOP } });
    expect(cors(preflight)).toEqual([204, SHOP, credentials, 'retry-after', false]);
  });
});
