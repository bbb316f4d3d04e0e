import { createHash, createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Receipt } from '@desirepath/schema';
import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, nodeListener, orderText, serverOptions } from '../src/index.ts';
import { ADMIN, CHROME, envelope, event, NOW, type Opened, READER } from './open-collector.ts';
import { ownSites } from './own-site.ts';
import { spoolText } from './spool-text.ts';

const { open, read, accountOf } = await ownSites('gates');

const receipt = async (response: Response): Promise<Receipt> => {
  expect(response.status).toBe(200);
  return (await response.json()) as Receipt;
};

describe('bodies', () => {
  const bytes = ({ collector }: Opened, packed: Uint8Array, headers: Record<string, string> = {}) =>
    collector.app.request('/v1/events', {
      method: 'POST',
      body: new Uint8Array(packed),
      headers: {
        origin: 'https://shop.example',
        'x-desirepath-key': 'shop_write_key',
        'user-agent': CHROME,
        ...headers,
      },
    }) as Promise<Response>;

  test('gzip is known by its first bytes or its header; what is no gzip or broken is refused', async () => {
    const own = await open();
    const packed = gzipSync(JSON.stringify(envelope([event(), event()])));
    expect((await receipt(await bytes(own, packed))).counts.stored).toBe(2);
    const other = gzipSync(JSON.stringify(envelope([event()])));
    expect((await receipt(await bytes(own, other, { 'content-encoding': 'gzip' }))).counts.stored).toBe(1);
    expect((await bytes(own, packed.subarray(0, -9))).status).toBe(400);
    expect((await bytes(own, packed, { 'content-encoding': 'br' })).status).toBe(415);
    expect(await accountOf(own.site)).toEqual({ stored: 3, 'rejected broken_json': 1, 'rejected encoded_body': 1 });
  });

  test('a bomb is cut while it is inflated', async () => {
    const own = await open();
    const bomb = gzipSync(Buffer.alloc(400 * 1024 * 1024), { level: 9 });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    expect((await bytes(own, bomb)).status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    expect(await accountOf(own.site)).toEqual({ 'rejected body_too_large': 1 });
  });
});

describe('over a real connection', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(limits: Partial<typeof DEFAULT_LIMITS>): Promise<{ site: string; port: number }> {
    const { site, collector } = await open({ limits });
    server = createServer(serverOptions({ ...DEFAULT_LIMITS, ...limits }), nodeListener(collector));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { site, port: (server.address() as AddressInfo).port };
  }

  /** What comes back on a raw connection until the server ends it. */
  async function talk(port: number, text: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.write(text);
    await once(socket, 'close');
    return heard;
  }

  const head = (more: string) =>
    `POST /v1/events HTTP/1.1\r\nhost: x\r\norigin: https://shop.example\r\n${more}\r\n\r\n`;

  test('a body that dribbles is cut in time, with and without a length, and counted', async () => {
    const { site, port } = await listen({ bodyMs: 300 });
    const begun = performance.now();
    const heard = await Promise.all([
      talk(port, `${head('x-desirepath-key: shop_write_key\r\ncontent-length: 100')}{`),
      talk(port, `${head('x-desirepath-key: shop_write_key\r\ntransfer-encoding: chunked')}1\r\n{\r\n`),
    ]);
    expect(performance.now() - begun).toBeLessThan(3000);
    for (const answer of heard) expect(answer).toMatch(/^HTTP\/1.1 408/);
    expect(await accountOf(site)).toEqual({ 'rejected slow_body': 2 });
  });

  test('a head that dribbles or is too large, and a URL that is too long', async () => {
    const { port } = await listen({ bodyMs: 300, headerBytes: 4096, urlBytes: 1000 });
    expect(await talk(port, 'POST /v1/events HTTP/1.1\r\nhost: x\r\n')).toMatch(/^HTTP\/1.1 408/);
    expect(await talk(port, head(`x: ${'y'.repeat(5000)}`))).toMatch(/^HTTP\/1.1 431/);
    expect((await fetch(`http://127.0.0.1:${port}/v1/events?${'y'.repeat(1100)}`)).status).toBe(414);
  });

  test('metrics are shown to this machine', async () => {
    const { port } = await listen({});
    const metrics = (headers = {}) => fetch(`http://127.0.0.1:${port}/metrics`, { headers });
    expect((await metrics()).status).toBe(200);
    expect((await metrics({ 'x-forwarded-for': '127.0.0.1' })).status).toBe(401);
  });

  test('the address is that of the connection, whatever X-Forwarded-For says; 429 with Retry-After', async () => {
    const { site, port } = await listen({ addressRate: 1, addressBurst: 3 });
    const answers = [];
    for (let i = 0; i < 5; i++) {
      answers.push(
        await fetch(`http://127.0.0.1:${port}/v1/events?key=shop_write_key`, {
          method: 'POST',
          body: JSON.stringify(envelope([event()])),
          headers: { 'x-forwarded-for': `203.0.113.${i}`, origin: 'https://shop.example', 'user-agent': CHROME },
        }),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]?.headers.get('retry-after')).toBe('1');
    expect(answers[4]?.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(await accountOf(site)).toEqual({ stored: 3, 'limited address_rate': 2 });
  });
});

describe('what only the operator may see', () => {
  const local = '127.0.0.1';
  const metrics_token = createHash('sha256').update('dpm_prometheus').digest('hex');
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const ask = ({ collector }: Opened, path: string, peer: string, headers: Record<string, string> = {}) =>
    collector.app.request(path, { headers }, { incoming: { socket: { remoteAddress: peer } } }) as Promise<Response>;

  test.each([
    ['this machine', local, {}, true],
    ['this machine in IPv6', '::1', { host: '[::1]:4700' }, true],
    ['this machine by its IPv4 address in IPv6', '::ffff:127.0.0.1', { host: 'localhost:4700' }, true],
    ['another machine', '203.0.113.9', {}, false],
    ['another machine that says it is this one', '203.0.113.9', { 'x-forwarded-for': local, host: local }, false],
    ['a proxy on this machine', local, { 'x-forwarded-for': '203.0.113.9' }, false],
    ['a proxy that says it differently', local, { forwarded: 'for=203.0.113.9' }, false],
    ['a proxy that hands the name on', local, { host: 'events.shop.example' }, false],
    ['nowhere', '', {}, false],
  ])('without a token of its own: to %s', async (_, peer, headers, isShown) => {
    const own = await open();
    const metrics = await ask(own, '/metrics', peer, headers);
    expect([metrics.status, (await metrics.text()).includes('desirepath_')]).toEqual(
      isShown ? [200, true] : [401, false],
    );
    expect(metrics.headers.get('www-authenticate')).toBe(isShown ? null : 'Bearer');
    const ready = await ask(own, '/readyz', peer, headers);
    expect(ready.status).toBe(200);
    const body = await ready.json();
    if (isShown) expect(body).toMatchObject({ status: 'ready', spool: 'writable', store: 'reachable', backlog: {} });
    else expect(body).toEqual({ status: 'ready' });
  });

  test('with a token: to who shows it, from anywhere', async () => {
    const own = await open({ settings: { metrics_token, trusted_proxies: 1 } });
    for (const path of ['/metrics', '/readyz']) {
      const shown = async (peer: string, headers = {}) =>
        /desirepath_|backlog/.test(await (await ask(own, path, peer, headers)).text());
      expect(await shown('203.0.113.9', { ...bearer('dpm_prometheus'), 'x-forwarded-for': '198.51.100.1' })).toBe(true);
      expect(await shown(local, bearer('dpm_prometheus'))).toBe(true);
      for (const headers of [{}, bearer(ADMIN), bearer('dpm_another'), bearer(metrics_token)]) {
        expect(await shown(local, headers)).toBe(false);
      }
    }
  });
});

describe('rates', () => {
  test('behind trusted proxies each client has its own, and a forged header changes nothing', async () => {
    const { site, send } = await open({
      settings: { trusted_proxies: 2, address_rate: 1, address_burst: 4 },
    });
    const from = (client: string, count: number) =>
      send(
        envelope(Array.from({ length: count }, () => event())),
        { 'x-forwarded-for': `${Math.random()}, ${client}, 10.0.0.1` },
        '?key=shop_write_key',
      );
    expect((await from('203.0.113.1', 4)).status).toBe(200);
    expect((await from('203.0.113.1', 1)).status).toBe(429);
    expect((await from('203.0.113.2', 3)).status).toBe(200);
    // One event is left; five are refused together, so that none is half taken.
    expect((await from('203.0.113.2', 5)).status).toBe(429);
    expect(await accountOf(site)).toEqual({ stored: 7, 'limited address_rate': 6 });
  });

  test('a write key has a rate, an import has none', async () => {
    let now = NOW;
    const { site, send, import: bring } = await open({ settings: { key_rate: 10, key_burst: 20 }, now: () => now });
    const body = () => envelope(Array.from({ length: 15 }, () => event()));
    expect((await send(body())).status).toBe(200);
    const refused = await send(body());
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    now += 1000;
    expect((await send(body())).status).toBe(200);
    const many = envelope(Array.from({ length: 100 }, () => event()));
    expect((await bring(many)).status).toBe(200);
    expect(await accountOf(site)).toEqual({ stored: 130, 'limited key_rate': 15 });
  });
});

describe('bots', () => {
  test('by User-Agent or data centre: to their own table, counted, never among the events', async () => {
    const { site, send } = await open({ settings: { trusted_proxies: 1 }, dataCenters: ['203.0.113.0/24'] });
    await send(envelope([event({ name: 'crawl', params: { mail: 'a@b.example' } })]), {
      'user-agent': 'Googlebot/2.1',
    });
    await send(envelope([event(), event()]), { 'x-forwarded-for': '203.0.113.7' });
    await send(envelope([event()]), { 'x-forwarded-for': '198.51.100.7' });
    expect(await accountOf(site)).toEqual({ stored: 1, bot: 3 });
    const bots = await read<{ name: string; reason: string; agent: string; raw: string }>(
      'SELECT name, reason, agent, raw FROM bots WHERE site = {site:String} ORDER BY reason, name',
      { site },
    );
    expect(bots).toHaveLength(3);
    expect(bots[0]).toMatchObject({ name: 'crawl', reason: 'agent', agent: 'Googlebot/2.1' });
    expect(bots[0]?.raw).toContain('[email]');
    expect(await read('SELECT 1 FROM events WHERE site = {site:String}', { site })).toHaveLength(1);
  });
});

describe('revenue', () => {
  const secret = 'the secret of the shop';
  const order = (id: string, params = {}) =>
    event({ name: 'purchase', params: { transaction_id: id, value: 19.9, currency: 'EUR', ...params } });
  const sign = (id: string, value = '19.9000') =>
    createHmac('sha256', secret)
      .update(orderText({ order_id: id, value, currency: 'EUR' }))
      .digest('hex');

  test('of a browser it is unverified unless signed, or confirmed by the server', async () => {
    const { site, send, import: bring, collector } = await open({ site: { signing_secret: secret } });
    await send(envelope([order('A'), order('B', { signature: sign('B') }), order('C', { signature: sign('B') })]));
    // Another amount than was signed, and rubbish.
    await send(
      envelope([order('D', { signature: sign('D', '1.0000') }), order('E', { signature: 'xyz' }), order('F')]),
    );
    await bring(envelope([order('F'), order('G')]));
    const server = (authorization: Record<string, string>, id: string) =>
      collector.app.request('/v1/events', {
        method: 'POST',
        body: JSON.stringify(envelope([order(id)], { visitor: 'server' })),
        headers: authorization,
      });
    await server({ authorization: `Bearer ${ADMIN}` }, 'A');
    // The write key is public, and a token that may only read vouches for nothing.
    await server({}, 'C');
    await server({ authorization: `Bearer ${READER}` }, 'D');
    await collector.drain();
    const rows = await read<{ order_id: string; trust: string }>(
      'SELECT order_id, trust FROM orders WHERE site = {site:String} ORDER BY order_id',
      { site },
    );
    expect(Object.fromEntries(rows.map(({ order_id, trust }) => [order_id, trust]))).toEqual({
      A: 'confirmed',
      B: 'signed',
      C: 'unverified',
      D: 'unverified',
      E: 'unverified',
      F: 'confirmed',
      G: 'server',
    });
    const [signed] = await read("SELECT props FROM events WHERE site = {site:String} AND revenue = 'signed'", { site });
    expect(signed).toEqual({ props: {} });
  });
});

describe('privacy', () => {
  test('what is scrubbed never touches the disk: not in events, not in rejects, not of refused requests', async () => {
    const { folder, send, collector, site } = await open();
    const address = 'jo.doe@mail.example';
    const card = '4111 1111 1111 1111';
    const page = { url: `https://shop.example/a?email=${encodeURIComponent(address)}&token=s3cr3t-value`, title: card };
    await send(envelope([event({ page, params: { note: `from ${address}`, password: 's3cr3t-value' } })]));
    await send(envelope([{ id: 'broken', note: `from ${address} ${card}`, token: 's3cr3t-value' }]));
    await send(`{"key":"shop_write_key","events":"${address} ${card}"}`);
    await send({ key: 'a_wrong_key', events: [{ to: address }] });
    await collector.drain();
    const written = spoolText(folder);
    for (const secret of [address, encodeURIComponent(address), card, 's3cr3t-value'])
      expect(written).not.toContain(secret);
    expect(await read('SELECT path, title FROM events WHERE site = {site:String}', { site })).toEqual([
      { path: '/a', title: '[card]' },
    ]);
  });

  test('orders whose ids look like cards are not taken for one and the same', async () => {
    const { send, collector, site } = await open();
    const order = (id: string) =>
      event({ name: 'purchase', params: { transaction_id: id, value: 5, currency: 'EUR' } });
    await send(envelope([order('4111111111111111'), order('5500005555555559'), order('4111111111111112')]));
    await collector.drain();
    const rows = await read(
      'SELECT order_id, toFloat64(value) AS value FROM events WHERE site = {site:String} ORDER BY order_id',
      { site },
    );
    expect(rows).toEqual([
      { order_id: '', value: 5 },
      { order_id: '', value: 5 },
      { order_id: '4111111111111112', value: 5 },
    ]);
  });

  test('a site may keep all of it', async () => {
    const { send, collector, site } = await open({ site: { scrub: false } });
    await send(envelope([event({ page: { title: 'jo@mail.example' } })]));
    await collector.drain();
    expect(await read('SELECT title FROM events WHERE site = {site:String}', { site })).toEqual([
      { title: 'jo@mail.example' },
    ]);
  });

  test('a browser without an id is one visitor a day, its address is nowhere', async () => {
    let now = NOW;
    const { send, collector, site, folder } = await open({ now: () => now, settings: { trusted_proxies: 1 } });
    const from = (address: string, agent = CHROME) =>
      send(
        { key: 'shop_write_key', events: [{ id: randomUUID(), name: 'page_view', time: now }] },
        { 'x-forwarded-for': address, 'user-agent': agent },
      );
    for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2']) await receipt(await from(address));
    now += 86_400_000;
    await receipt(await from('203.0.113.1'));
    await collector.drain();
    const rows = await read<{ visitor_id: string; n: number }>(
      'SELECT visitor_id, toFloat64(count()) AS n FROM events WHERE site = {site:String} GROUP BY visitor_id ORDER BY n',
      { site },
    );
    expect(rows.map(({ n }) => n)).toEqual([1, 1, 2]);
    for (const { visitor_id } of rows) expect(visitor_id).toMatch(/^day:/);
    expect(spoolText(folder)).not.toContain('203.0.113');
  });

  test.each([
    ['by default Sec-GPC takes the ids away', {}, { 'sec-gpc': '1' }, 'day'],
    ['by default DNT changes nothing', {}, { dnt: '1' }, 'v1'],
    ['DNT as the site says', { dnt: 'cookieless' as const }, { dnt: '1' }, 'day'],
    ['Sec-GPC as the site says', { gpc: 'ignore' as const }, { 'sec-gpc': '1' }, 'v1'],
    ['nothing at all is kept', { gpc: 'reject' as const }, { 'sec-gpc': '1' }, undefined],
    ['without cookieless mode an opt-out still has it', { cookieless: false }, { 'sec-gpc': '1' }, 'day'],
  ])('%s', async (_, site, headers, visitor) => {
    const run = await open({ site });
    await receipt(await run.send(envelope([event({ user_id: 'u1' })]), headers));
    await run.collector.drain();
    const rows = await read<{ visitor: string; user_id: string }>(
      "SELECT splitByChar(':', visitor_id)[1] AS visitor, user_id FROM events WHERE site = {site:String}",
      { site: run.site },
    );
    if (visitor === undefined) {
      expect(rows).toEqual([]);
      expect(await accountOf(run.site)).toEqual({ 'rejected opted_out': 1 });
    } else expect(rows).toEqual([{ visitor, user_id: visitor === 'v1' ? 'u1' : '' }]);
  });

  test('of a browser without an id, what is sent again from another address or on the next day is there once', async () => {
    let now = NOW;
    const { send, site } = await open({ now: () => now, settings: { trusted_proxies: 1 } });
    const body = { key: 'shop_write_key', events: [1, 2].map((no) => event({ time: NOW - no * 1000 })) };
    const from = async (address: string) => (await receipt(await send(body, { 'x-forwarded-for': address }))).counts;
    expect(await from('203.0.113.1')).toMatchObject({ stored: 2, duplicate: 0 });
    expect(await from('203.0.113.2')).toMatchObject({ stored: 0, duplicate: 2 });
    now += 86_400_000;
    expect(await from('203.0.113.1')).toMatchObject({ stored: 0, duplicate: 2 });
    // Another time is another event, should somebody give all of them one id.
    const other = body.events.map((one, no) => ({ ...one, time: NOW - 5000 - no }));
    expect((await receipt(await send({ ...body, events: other }))).counts).toMatchObject({ stored: 2 });
    expect(await accountOf(site)).toEqual({ stored: 4, duplicate: 4 });
  });

  test('without cookieless mode a browser must name its visitor', async () => {
    const { send } = await open({ site: { cookieless: false } });
    const { counts } = await receipt(await send({ key: 'shop_write_key', events: [event()] }));
    expect(counts).toMatchObject({ stored: 0, rejected: 1 });
  });
});
