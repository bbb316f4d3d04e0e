import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROME, type Opened, openCollector } from '../../test/open-collector.ts';
import { bringsEvents } from '../reception/brings-events.ts';
import { DIALECT_PATHS } from './dialect-routes.ts';

const root = tempDir('dialect-routes');
const KEY = 'shop_write_key';
const SHOP = 'https://shop.example';
let store: Store;
let opened: Opened;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  opened = await openCollector({ folder: join(root.path, 'run'), store });
});
afterAll(async () => {
  await opened.collector.close();
  await opened.spool.close();
  await store.close();
  root.remove();
});

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return opened.collector.app.request(path, init) as Promise<Response>;
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    headers,
  });
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

const message = { type: 'track', event: 'x', anonymousId: 'a1' };
/** A request of each dialect, and what it is answered. */
const REQUESTS: Record<string, [path: string, body: (key: string) => unknown, status: number, answer: string]> = {
  segment: ['/v1/batch', (writeKey) => ({ writeKey, batch: [message] }), 200, '{"success":true}'],
  'segment, one call': ['/v1/track', (writeKey) => ({ ...message, writeKey }), 200, '{"success":true}'],
  'segment, a letter': ['/v1/t', (writeKey) => ({ ...message, writeKey }), 200, '{"success":true}'],
  rudderstack: ['/beacon/v1/batch', (writeKey) => ({ writeKey, batch: [message] }), 200, '{"success":true}'],
  snowplow: ['/com.snowplowanalytics.snowplow/tp2', (aid) => ({ data: [{ e: 'pv', aid, duid: 'd' }] }), 200, 'ok'],
  posthog: ['/batch/', (api_key) => ({ api_key, batch: [{ event: 'x', distinct_id: 'd' }] }), 200, '{"status":1}'],
  'posthog, capture': ['/i/v0/e/', (token) => ({ token, event: 'x', distinct_id: 'd' }), 200, '{"status":1}'],
};

describe.each(Object.entries(REQUESTS))('%s', (_, [path, body, status, answer]) => {
  test('is answered in its own way, packed or not', async () => {
    for (const one of [body(KEY), gzipSync(JSON.stringify(body(KEY)))]) {
      const response = await post(path, one);
      expect([response.status, await response.text()]).toEqual([status, answer]);
    }
  });

  test('from a page of the site, and from no other', async () => {
    const response = await post(path, body(KEY), { origin: SHOP, 'user-agent': CHROME });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP);
    for (const origin of ['https://other.example', 'https://shop.example.evil.example', 'null']) {
      const foreign = await post(path, body(KEY), { origin });
      expect(foreign.status).toBe(403);
      expect(foreign.headers.get('access-control-allow-origin')).not.toBe(SHOP);
    }
  });

  test('without the right key nothing is taken', async () => {
    expect((await post(path, body('wrong_write_key'))).status).toBe(401);
    expect((await post(path, body(''))).status).toBe(401);
  });

  test('what is no body is a 400, what is too much a 413, and a bomb is not unpacked', async () => {
    expect((await post(path, '{', basic(KEY))).status).toBe(400);
    expect((await post(path, gzipSync('x').subarray(0, 12))).status).toBe(400);
    expect((await post(path, JSON.stringify('x'.repeat(1024 * 1024)))).status).toBe(413);
    expect((await post(path, gzipSync(Buffer.alloc(64 * 1024 * 1024)))).status).toBe(413);
  });
});

describe('keys outside the body', () => {
  test.each([
    ['/v1/batch', { batch: [message] }, basic(KEY)],
    [`/beacon/v1/batch?writeKey=${KEY}`, { batch: [message] }, {}],
    [`/mp/collect?api_secret=${KEY}&measurement_id=G-1`, { client_id: 'c', events: [{ name: 'x' }] }, {}],
    [`/mp/collect?api_secret=other&measurement_id=${KEY}`, { client_id: 'c', events: [{ name: 'x' }] }, {}],
  ])('%s', async (path, body, headers) => {
    const response = await post(path, body, headers as Record<string, string>);
    expect(response.status).toBe(path.startsWith('/mp/') ? 204 : 200);
  });
});

test("Snowplow's picture", async () => {
  const response = await ask(`/i?e=pv&aid=${KEY}&duid=d`, {
    headers: { origin: SHOP, 'user-agent': CHROME, 'sp-anonymous': '*' },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/gif');
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  expect(response.headers.get('set-cookie')).toBeNull();
  expect((await ask('/i?e=pv&aid=wrong')).status).toBe(401);
});

test('every event gets a verdict, and is in the account', async () => {
  const before = opened.live.length;
  const batch = [{ ...message, messageId: 'm1' }, { type: 'shout' }, { ...message, messageId: 'm2' }];
  const response = await post('/v1/batch', { batch }, basic(KEY));
  expect(response.status).toBe(200);
  expect(opened.live.slice(before).map(({ verdict }) => verdict)).toEqual(['stored', 'rejected', 'stored']);
});

// Each has the name of a Segment call somewhere inside it.
test.each([
  ['/e/?compression=lz64', 'data=N4IgbghgNgrgpg'],
  ['/e/', 'data=N4IgbghgNgrgpg&compression=lz64'],
])('lz64 of a very old client of PostHog is refused by its name: %s', async (path, body) => {
  const refused = await post(path, body);
  expect([refused.status, (await refused.json()).detail]).toEqual([400, expect.stringContaining('packed as lz64')]);
});

test.each(['/v1/erased', '/v1/attract', '/v1/batches', '/v1/page/track'])('%s is no call of Segment', async (path) => {
  expect((await post(path, { ...message, writeKey: KEY })).status).toBe(404);
});

test('a bot is counted as one', async () => {
  const before = opened.live.length;
  await post('/v1/t', { ...message, writeKey: KEY }, { origin: SHOP, 'user-agent': 'Googlebot/2.1' });
  expect(opened.live.slice(before).map(({ verdict }) => verdict)).toEqual(['bot']);
});

test.each([
  ['/v1/batch', 'authorization, x-retry-count'],
  ['/v1/projects/k/settings', ''],
  ['/sourceConfig/', 'authorization'],
  ['/com.snowplowanalytics.snowplow/tp2', 'content-type, sp-anonymous'],
  ['/e/', 'content-type'],
  ['/mp/collect', 'content-type'],
])('the preflight of %s', async (path, wanted) => {
  const preflight = (origin: string) => ask(path, { method: 'OPTIONS', headers: { origin } });
  const allowed = await preflight(SHOP);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(SHOP);
  const headers = allowed.headers.get('access-control-allow-headers')?.split(', ') ?? [];
  for (const name of wanted.split(', ').filter(Boolean)) expect(headers).toContain(name);
  expect((await preflight('https://evil.example')).status).toBe(403);
});

describe('what clients ask for before they send', () => {
  test.each([
    [`/v1/projects/${KEY}/settings`, {}, 'integrations'],
    ['/sourceConfig/', basic(KEY), 'source'],
    [`/sourceConfig?writeKey=${KEY}`, {}, 'source'],
    [`/array/${KEY}/config`, {}, 'supportedCompression'],
  ])('%s', async (path, headers, field) => {
    const response = await ask(path, { headers: { ...(headers as Record<string, string>), origin: SHOP } });
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty(field);
    expect((await ask(path.replace(KEY, 'wrong_key'), { headers: { origin: SHOP } })).status).toBe(404);
    const foreign = { ...(headers as Record<string, string>), origin: 'https://evil.example' };
    expect((await ask(path, { headers: foreign })).status).toBe(403);
  });

  test("PostHog's script and flags", async () => {
    const script = await ask(`/array/${KEY}/config.js`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(await script.text()).toContain(`["${KEY}"]`);
    const flags = await post('/flags/?v=2', { token: KEY });
    expect(await flags.json()).toMatchObject({ flags: {} });
  });
});

test("GA4's debug address says what is wrong, and stores nothing", async () => {
  const before = opened.live.length;
  const debug = async (query: string, body: unknown) => {
    const response = await post(`/debug/mp/collect?${query}`, body);
    expect(response.status).toBe(200);
    return (await response.json()) as { validationMessages: { fieldPath: string }[] };
  };
  const good = { client_id: 'c', events: [{ name: 'x' }] };
  expect(await debug(`api_secret=${KEY}`, good)).toEqual({ validationMessages: [] });
  const paths = async (query: string, body: unknown) =>
    (await debug(query, body)).validationMessages.map((one) => one.fieldPath);
  expect(await paths('api_secret=wrong', good)).toEqual(['api_secret']);
  expect(await paths(`api_secret=${KEY}`, '{')).toEqual(['']);
  expect(await paths(`api_secret=${KEY}`, {})).toEqual(['events']);
  expect(await paths(`api_secret=${KEY}`, { events: [{ name: 'x' }] })).toEqual(['client_id']);
  expect(opened.live.length).toBe(before);
});

test('the door knows which addresses bring events', () => {
  const posts = [...Object.values(REQUESTS).map(([path]) => path), '/v1/events', '/v1/screen', '/mp/collect', '/e'];
  for (const path of posts) expect(bringsEvents({ method: 'POST', path })).toBe(true);
  expect(bringsEvents({ method: 'GET', path: '/i' })).toBe(true);
  for (const path of ['/flags/', '/debug/mp/collect', '/i', '/v1/surveys', '/v1/attract', '/nowhere']) {
    expect(bringsEvents({ method: 'POST', path })).toBe(false);
  }
  expect(bringsEvents({ method: 'GET', path: '/e/' })).toBe(false);
});

test('whoever shares a port with the collector knows its paths', () => {
  const others = [
    '/i',
    '/e',
    '/mp/collect',
    '/debug/mp/collect',
    '/sourceConfig/',
    '/flags/',
    `/array/${KEY}/config.js`,
  ];
  for (const path of [...Object.values(REQUESTS).map(([one]) => one), ...others]) {
    expect(DIALECT_PATHS.test(path) || path.startsWith('/v1/')).toBe(true);
  }
  for (const path of ['/', '/live', '/assets/e', '/api/v1/i', '/items']) expect(DIALECT_PATHS.test(path)).toBe(false);
});

test('a collector that is being stopped sends every client away to come again', async () => {
  await opened.collector.close();
  for (const [path, body] of Object.values(REQUESTS)) {
    const response = await post(path, body(KEY));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  }
});
