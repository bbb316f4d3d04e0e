// What must not be kept, put into every field of every dialect, and what of it reaches the disk.
import { join } from 'node:path';
import { openStore, type Store } from '@desirepath/store';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corpus, requestOf, type Specimen } from '../fuzz/corpus.ts';
import { ADMIN, CHROME, NOW, type Opened, openCollector, SITES } from '../open-collector.ts';
import { spoolText } from '../spool-text.ts';
import { leavesOf } from './leaves.ts';

const KEY = 'shop_write_key';
const PERSONAL = 'jo.doe@mail.example 4111 1111 1111 1111 token=s3cr3t-value';
const ENCODED =
  'https://shop.example/?q=jo.doe%40mail.example&n=4111+1111+1111+1111&next=%2F%3Freset_token%3Ds3cr3t-value';
/** The ids of visitors and persons are the shop's to choose, and stay. */
const WHO = /^(?:visitor|user_id|anonymousId|userId|previousId|client_id|duid|uid|distinct_id|\$device_id)$/;

const root = tempDir('privacy');
let store: Store;
let opened: Opened;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  const plain = SITES.slice(0, 1).map((site) => ({ ...site, id: 'plain', write_key: 'plain_write_key', scrub: false }));
  const limits = { addressRate: 0, keyRate: 0, keptRefusals: 1e6 };
  opened = await openCollector({ folder: root.path, store, sites: [...SITES, ...plain], limits });
});
afterAll(async () => {
  await opened.collector.close();
  await opened.spool.close();
  await store.close();
  root.remove();
});

type Way = Pick<Specimen, 'path' | 'method'>;

async function send(way: Way, text: string, headers: Record<string, string> = {}): Promise<number> {
  const all = { origin: 'https://shop.example', 'user-agent': CHROME, ...headers };
  const { url, ...request } = requestOf(way, text);
  return (await opened.collector.app.request(url, { ...request, headers: all })).status;
}

/** A body, or a query, of the corpus as JSON, and how its text is made again. */
function unpacked({ text, method }: Specimen): { body: unknown; pack(body: unknown): string } {
  if (method === 'GET') {
    const plain = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
    const pack = (body: unknown) =>
      String(new URLSearchParams(Object.entries(body as object).map(([name, value]) => [name, plain(value)])));
    return { body: Object.fromEntries(new URLSearchParams(text)), pack };
  }
  if (text.startsWith('data=')) {
    const json = Buffer.from(decodeURIComponent(text.slice(5)), 'base64').toString();
    const pack = (body: unknown) => `data=${encodeURIComponent(Buffer.from(JSON.stringify(body)).toString('base64'))}`;
    return { body: JSON.parse(json), pack };
  }
  if (text.startsWith('{')) return { body: JSON.parse(text), pack: (body) => JSON.stringify(body) };
  const pack = (body: unknown) => Buffer.from(JSON.stringify(body)).toString('base64');
  return { body: JSON.parse(Buffer.from(text, 'base64').toString()), pack };
}

/** What a text looks like within base64, wherever in that it begins. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${text}`)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
}

test('an address, a card and a secret in every field of every dialect', async () => {
  const statuses = new Map<number, number>();
  const count = async (way: Way, text: string, headers = {}) => {
    const status = await send(way, text, headers);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (const specimen of corpus(KEY, NOW)) {
    const { body, pack } = unpacked(specimen);
    for (const leaf of leavesOf(body)) {
      if (WHO.test(leaf.name)) continue;
      // An amount is reckoned with, so that its digits change.
      const number = /price|revenue|value|se_va/.test(leaf.name) ? PERSONAL : 4111111111111111;
      for (const value of [PERSONAL, ENCODED, { [PERSONAL]: PERSONAL, [ENCODED]: 1 }, number]) {
        const text = pack(leaf.with(value));
        await count(specimen, text);
        await count(specimen, text, { 'user-agent': `Googlebot/2.1 ${PERSONAL}` });
      }
      // Refused as a whole: for its origin, and because its end is missing.
      const text = pack(leaf.with(PERSONAL));
      await count(specimen, text, { origin: 'https://stranger.example' });
      await count(specimen, text.slice(0, -1));
      await count(specimen, text.replaceAll('@', '\\u0040').slice(0, -1));
    }
  }
  for (let pad = 8130; pad < 8192; pad++) {
    await count({ path: '/v1/events' }, JSON.stringify({ key: KEY, events: `${', '.repeat(pad / 2)}${PERSONAL}` }));
    await count(
      { path: '/v1/events' },
      JSON.stringify({ key: KEY, visitor: 'v', events: [{ x: `${', '.repeat(pad / 2)}${PERSONAL}` }] }),
    );
  }
  await opened.collector.drain();
  // Most were stored, and the others for different reasons not.
  expect((statuses.get(200) ?? 0) + (statuses.get(204) ?? 0)).toBeGreaterThan(500);
  expect(statuses.get(400)).toBeGreaterThan(100);
  expect(statuses.get(403)).toBeGreaterThan(50);
  const bytes = spoolText(root.path);
  for (const word of [
    'jo.doe',
    'jo_doe',
    'mail.example',
    'mail_example',
    's3cr3t',
    '4111 ',
    '4111+',
    '41111',
    '1111 ',
  ]) {
    expect(placesOf(bytes, word)).toEqual([]);
    for (const packed of word.length > 5 ? inBase64(word) : []) expect(placesOf(bytes, packed)).toEqual([]);
  }
}, 120_000);

test('nothing that knows a browser again that sends Sec-GPC', async () => {
  const wish = { 'sec-gpc': '1' };
  for (const specimen of corpus(KEY, NOW)) {
    const { body, pack } = unpacked(specimen);
    let known = body;
    for (let i = 0; i < leavesOf(known).length; i++) {
      const leaf = leavesOf(known)[i];
      if (leaf === undefined) break;
      if (WHO.test(leaf.name) || /^session/.test(leaf.name)) known = leaf.with('again-tomorrow');
      if (/url|referrer/.test(leaf.name)) {
        known = leaf.with('https://shop.example/?gclid=again-click&next=%2F%3Ffbclid%3Dagain-click&size=40');
      }
    }
    await send(specimen, pack(known), wish);
    await send(specimen, pack(known), { ...wish, 'user-agent': 'Googlebot/2.1' });
    await send(specimen, pack(known), { ...wish, origin: 'https://stranger.example' });
    await send(specimen, pack(known).slice(0, -1), wish);
    for (const leaf of leavesOf(known)) {
      if (/^(?:time|timestamp|originalTimestamp|timestamp_micros|dtm|currency)$/.test(leaf.name)) {
        await send(specimen, pack(leaf.with('never')), wish);
      }
    }
  }
  await opened.collector.drain();
  const bytes = spoolText(root.path);
  for (const word of ['again-tomorrow', 'again-click']) {
    expect(placesOf(bytes, word)).toEqual([]);
    for (const packed of inBase64(word)) expect(placesOf(bytes, packed)).toEqual([]);
  }
  expect(bytes).toContain('size=40');
});

test('a person is erased from what was refused, however the client wrote them', async () => {
  for (const specimen of corpus('plain_write_key', NOW)) {
    const { body, pack } = unpacked(specimen);
    for (const who of ['annmarker ö/4"x', 'bobmarker ö/4"x']) {
      let known = body;
      for (let i = 0; i < leavesOf(known).length; i++) {
        const leaf = leavesOf(known)[i];
        if (leaf !== undefined && WHO.test(leaf.name)) known = leaf.with(who);
      }
      await send(specimen, pack(known), { origin: 'https://stranger.example' });
      await send(specimen, pack(known), { 'user-agent': 'Googlebot/2.1' });
      if (specimen.method !== 'GET') await send(specimen, pack(known).slice(0, -1));
    }
  }
  await opened.collector.drain();
  const rowsOf = async (word: string) => {
    const rows = await store.read<{ raw: string }>({
      text: "SELECT raw FROM rejects WHERE site IN ('plain', '') UNION ALL SELECT raw FROM bots WHERE site = 'plain'",
      params: {},
    });
    return rows.filter(({ raw }) => [word, ...inBase64(word)].some((text) => raw.includes(text))).length;
  };
  const before = { ann: await rowsOf('annmarker'), bob: await rowsOf('bobmarker') };
  expect(before.ann).toBeGreaterThan(20);
  const response = await opened.collector.app.request('/v1/erase?site=plain', {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}` },
    body: JSON.stringify({ person: 'annmarker ö/4"x' }),
  });
  const { erased, left } = await response.json();
  expect([erased.rejects + erased.bots, left]).toEqual([before.ann, 0]);
  expect(await rowsOf('annmarker')).toBe(0);
  expect(await rowsOf('bobmarker')).toBe(before.bob);
  for (const text of ['annmarker', ...inBase64('annmarker')]) expect(spoolText(root.path)).not.toContain(text);
});

/** Where a word stands, with what is around it: at most three places. */
function placesOf(text: string, word: string): string[] {
  const places: string[] = [];
  for (let at = text.indexOf(word); at >= 0 && places.length < 3; at = text.indexOf(word, at + 1)) {
    places.push(text.slice(Math.max(0, at - 300), at + 200).replace(/[^ -~]/g, '?'));
  }
  return places;
}
