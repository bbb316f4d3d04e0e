// A survey from sites.yaml to ClickHouse, in a real browser: asked where the shop wants it, answered, scrubbed, stored.
import { join } from 'node:path';
import { type Survey, surveyAnswerSchema } from '@desirepath/schema';
import { openSpool, type Spool } from '@desirepath/spool';
import { openStore, type Store } from '@desirepath/store';
import { launchBrowser, tempDir } from '@desirepath/testing';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Collector, createCollector } from '../src/index.ts';
import { loopback } from './loopback.ts';
import { CHROME, SITES } from './open-collector.ts';

const SURVEYS: Survey[] = [{ name: 'after_purchase', kind: 'nps', after: 'purchase', delay_seconds: 0 }];
const root = tempDir('surveys');
const { serve, close: closeServers } = loopback();
let store: Store;
let spool: Spool;
let collector: Collector;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let shop: string;

beforeAll(async () => {
  store = await openStore({ path: join(root.path, 'clickhouse') });
  await store.migrate();
  spool = await openSpool({ dir: join(root.path, 'spool') });
  let origin = '';
  shop = await serve((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><head><title>Thanks</title><script>dataLayer = [{ event: 'purchase' }]</script>
      <script defer src="${origin}/dp.js" data-site="shop_write_key" data-survey="on" data-vitals="off" data-experience="off"></script>
      </head><body></body></html>`);
  });
  collector = createCollector({
    sites: [{ ...(SITES[0] as (typeof SITES)[number]), origins: [shop], surveys: SURVEYS }, ...SITES.slice(1)],
    spool,
    store,
    limits: { shipEveryMs: 50 },
  });
  collector.start();
  origin = await serve(getRequestListener(collector.app.fetch));
  browser = await launchBrowser([`--user-agent=${CHROME}`]);
});
afterAll(async () => {
  await browser.close();
  closeServers();
  await collector.close();
  await spool.close();
  await store.close();
  root.remove();
});

test('what a site asks is told to its own pages alone', async () => {
  const get = (key: string, origin = shop) => collector.app.request(`/v1/surveys?key=${key}`, { headers: { origin } });
  const answer = await get('shop_write_key');
  expect(await answer.json()).toEqual(SURVEYS);
  expect(answer.headers.get('access-control-allow-origin')).toBe(shop);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  expect((await get('shop_write_key', 'https://stranger.example')).status).toBe(403);
  expect((await get('no_such_key')).status).toBe(404);
  expect(await (await get('other_write_key', 'https://other.example')).json()).toEqual([]);
});

test('an answer is an event, without the address that the shopper wrote into it', async () => {
  const page = await browser.newPage();
  await page.goto(shop);
  await page.getByRole('radio', { name: '9' }).check();
  await page.fill('dp-survey textarea', 'Call me: ada@example.org, sk_live_abcdefgh12345678, +32 470 12 34 56');
  await page.getByRole('button', { name: 'Send' }).click();
  interface Row {
    name: string;
    props: Record<string, string>;
    nums: Record<string, number>;
  }
  await vi.waitFor(
    async () => {
      await collector.drain();
      const rows = await store.read<Row>({
        text: "SELECT name, props, nums FROM events WHERE site = 'shop' AND startsWith(name, 'survey') ORDER BY name",
        params: {},
      });
      expect(rows).toHaveLength(2);
      const [answer, shown] = rows as [Row, Row];
      expect(shown).toMatchObject({ name: 'survey_shown', props: { name: 'after_purchase' } });
      expect(surveyAnswerSchema.parse({ ...answer.props, ...answer.nums })).toEqual({
        name: 'after_purchase',
        kind: 'nps',
        score: 9,
        comment: 'Call me: … [secret], …',
      });
    },
    { timeout: 10_000, interval: 100 },
  );
});
