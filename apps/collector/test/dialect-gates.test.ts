import { join } from 'node:path';
import type { Site } from '@desirepath/schema';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeMmdb } from './encode-mmdb.ts';
import { corpus, requestOf } from './fuzz/corpus.ts';
import { CHROME, NOW, type Opened, openCollector, SITES } from './open-collector.ts';
import { spoolText } from './spool-text.ts';

const HOME = '203.0.113.9';
const DATA_CENTER = '198.51.100.9';
const BOT = 'Googlebot/2.1 (+http://www.google.com/bot.html)';

/** What differs from a plain request: the settings of the site, and headers. */
const CASES = {
  plain: { site: {}, headers: {} },
  header: { site: {}, headers: { 'cf-ipcountry': 'CH' } },
  reject: { site: { gpc: 'reject' }, headers: { 'sec-gpc': '1' } },
  anonymous: { site: {}, headers: { 'sec-gpc': '1' } },
  dnt: { site: { dnt: 'reject' }, headers: { dnt: '1' } },
  agent: { site: {}, headers: { 'user-agent': BOT } },
  'data-center': { site: {}, headers: { 'x-forwarded-for': DATA_CENTER } },
} satisfies Record<string, { site: Partial<Site>; headers: Record<string, string> }>;
type Case = keyof typeof CASES;

const root = tempDir('dialect-gates');
const requests = corpus('any', NOW).map(({ path }, no) => ({ path: path.replace(/\?.*/, ''), no }));
const siteOf = (name: Case, no: number) => `${name}-${no}`;
let store: Store;
let opened: Opened;

// Each request in each case is a site of its own.
beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  const names = Object.keys(CASES) as Case[];
  const sites = names.flatMap((name) =>
    requests.map(({ no }): Site => {
      const [base] = SITES;
      if (base === undefined) throw new Error('There is no site.');
      return { ...base, ...CASES[name].site, id: siteOf(name, no), write_key: `key_of_${siteOf(name, no)}` };
    }),
  );
  opened = await openCollector({
    folder: root.path,
    store,
    sites,
    settings: { trusted_proxies: 1, country_header: 'cf-ipcountry' },
    dataCenters: ['198.51.100.0/24'],
    countries: encodeMmdb({ '203.0.113.0/24': { country: { iso_code: 'DE' } } }),
  });
  for (const name of names) {
    for (const { no } of requests) {
      const specimen = corpus(`key_of_${siteOf(name, no)}`, NOW)[no];
      if (specimen === undefined) throw new Error('There is no such request.');
      const { url, ...init } = requestOf(specimen, specimen.text);
      const headers = {
        ...(init.method === 'GET' ? { referer: 'https://shop.example/' } : { origin: 'https://shop.example' }),
        'user-agent': CHROME,
        'x-forwarded-for': HOME,
        ...CASES[name].headers,
      };
      const response = await opened.collector.app.request(url, { ...init, headers });
      expect(response.status, `${name} ${specimen.path}`).toBeLessThan(300);
    }
  }
  await opened.collector.drain();
});
afterAll(async () => {
  await opened.collector.close();
  await opened.spool.close();
  await store.close();
  root.remove();
});

interface Row {
  visitor: string;
  person: string;
  session: string;
  click: string;
  country: string;
}
const eventsOf = (name: Case, no: number) =>
  store.read<Row>({
    text: `SELECT visitor_id AS visitor, user_id AS person, session_hint AS session, click_id AS click, country
      FROM events WHERE site = {site:String}`,
    params: { site: siteOf(name, no) },
  });
const accountOf = async (name: Case, no: number) => {
  const rows = await store.read<{ verdict: string; reason: string }>({
    text: 'SELECT DISTINCT verdict, reason FROM accounting WHERE site = {site:String} AND count > 0',
    params: { site: siteOf(name, no) },
  });
  return rows.map(({ verdict, reason }) => `${verdict} ${reason}`.trim());
};

describe.each(requests)('$path ($no)', ({ no }) => {
  test('a plain request is stored, with the country of its address', async () => {
    const rows = await eventsOf('plain', no);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ country }) => country))).toEqual(new Set(['DE']));
    expect(await accountOf('plain', no)).toEqual(['stored']);
  });

  test('the country that a proxy says goes before it', async () => {
    expect(new Set((await eventsOf('header', no)).map(({ country }) => country))).toEqual(new Set(['CH']));
  });

  test.each(['reject', 'dnt'] as const)('where an opt-out means that nothing is kept, nothing is: %s', async (name) => {
    expect(await eventsOf(name, no)).toEqual([]);
    expect(await accountOf(name, no)).toEqual(['rejected opted_out']);
  });

  test('else nothing of it knows the browser again tomorrow', async () => {
    const rows = await eventsOf('anonymous', no);
    for (const { visitor, person, session, click } of rows) {
      expect(visitor).toMatch(/^day:/);
      expect([person, session, click]).toEqual(['', '', '']);
    }
    // Who says only who they are says nothing then.
    if (rows.length === 0) expect(await accountOf('anonymous', no)).not.toContain('stored');
  });

  test.each([
    ['agent', 'agent'],
    ['data-center', 'data_center'],
  ] as const)('a bot by its %s goes to its own table', async (name, reason) => {
    expect(await eventsOf(name, no)).toEqual([]);
    expect(await accountOf(name, no)).toEqual(['bot']);
    const bots = await store.read<{ reason: string }>({
      text: 'SELECT DISTINCT reason FROM bots WHERE site = {site:String}',
      params: { site: siteOf(name, no) },
    });
    expect(bots).toEqual([{ reason }]);
  });
});

test('no address is written anywhere', () => {
  const written = spoolText(root.path);
  for (const address of [HOME, DATA_CENTER]) expect(written).not.toContain(address);
});
