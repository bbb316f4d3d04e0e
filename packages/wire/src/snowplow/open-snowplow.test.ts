import { expect, test } from 'vitest';
import { openSnowplow } from './open-snowplow.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);
const SHOP = 'com.snowplowanalytics.snowplow.ecommerce';
const iglu = (vendor: string, name: string, data: unknown) => ({
  schema: `iglu:${vendor}/${name}/jsonschema/1-0-0`,
  data,
});
const unstruct = (event: object) => JSON.stringify(iglu('x', 'unstruct_event', event));
const contexts = (...entities: object[]) => JSON.stringify(iglu('x', 'contexts', entities));

function parse(...data: unknown[]) {
  const opened = openSnowplow({ data });
  if ('fault' in opened) throw new Error(opened.fault.detail);
  return opened.parse({ site: 'shop', lane: 'browser', received: RECEIVED });
}

function rowOf(event: object) {
  const [verdict] = parse({ aid: 'k', duid: 'd', ...event });
  if (verdict?.verdict !== 'stored') throw new Error(JSON.stringify(verdict));
  return verdict.row;
}

test.each([
  ['pv', {}, 'page_view'],
  ['pp', {}, 'page_ping'],
  ['se', { se_ac: 'Play Video' }, 'play_video'],
  ['ue', { ue_pr: unstruct(iglu('com.snowplowanalytics.snowplow', 'link_click', {})) }, 'click'],
  ['ue', { ue_pr: unstruct(iglu('example', 'coffee_brewed', {})) }, 'coffee_brewed'],
  [
    'ue',
    { ue_pr: unstruct(iglu(SHOP, 'snowplow_ecommerce_action', { type: 'list_view', name: 'x' })) },
    'view_item_list',
  ],
])('%s %j is %s', (e, event, name) => {
  expect(rowOf({ e, ...event }).name).toBe(name);
});

test.each([
  [{ step: 1, payment_method: 'card' }, 'begin_checkout'],
  [{ step: 2, delivery_method: 'express' }, 'add_shipping_info'],
  [{ step: 3, payment_method: 'card', delivery_method: 'express' }, 'add_payment_info'],
  [{ step: 4 }, 'checkout_step'],
])('the checkout step %j is %s, and no address is kept', (step, name) => {
  const ue_pr = unstruct(iglu(SHOP, 'snowplow_ecommerce_action', { type: 'checkout_step' }));
  const data = { ...step, shipping_full_address: 'Some Street 1' };
  const row = rowOf({ e: 'ue', ue_pr, co: contexts(iglu(SHOP, 'checkout_step', data)) });
  expect(row.name).toBe(name);
  expect(JSON.stringify(row)).not.toContain('Some Street');
});

test('an order of the first e-commerce tracking', () => {
  expect(rowOf({ e: 'tr', tr_id: 'O1', tr_tt: '19.9', tr_cu: 'EUR', tr_tx: '3.2' })).toMatchObject({
    name: 'purchase',
    order_id: 'O1',
    value: '19.9000',
    currency: 'EUR',
    nums: { tax: 3.2 },
  });
});

test.each([
  ['its own id', {}, 'd'],
  ['the session', { duid: undefined, sid: 's' }, 'session:s'],
  [
    'the page',
    { duid: undefined, co: contexts(iglu('com.snowplowanalytics.snowplow', 'web_page', { id: 'p' })) },
    'page:p',
  ],
])('the visitor is %s', (_, event, visitor) => {
  expect(rowOf({ e: 'pv', ...event }).visitor_id).toBe(visitor);
});

test('times, ids, page and entities of the shop', () => {
  const event = {
    e: 'pv',
    eid: '0047c13a-5264-4703-9a22-ef540fe12ff3',
    dtm: `${RECEIVED - 3_605_000}`,
    stm: `${RECEIVED - 3_600_000}`,
    url: 'https://shop.example/a',
    page: 'A',
    refr: 'https://www.google.com/',
    lang: 'de',
    vp: '800x600',
    tv: 'js-4.0.0',
    uid: 'u',
    cx: Buffer.from(contexts(iglu('example', 'shelf', { no: 4, colour: 'rot' }))).toString('base64url'),
  };
  expect(rowOf(event)).toMatchObject({
    event_id: event.eid,
    client_time: RECEIVED - 3_605_000,
    time: RECEIVED - 5000,
    path: '/a',
    title: 'A',
    channel: 'organic',
    language: 'de',
    user_id: 'u',
    sdk: 'js-4.0.0',
    props: { 'shelf.colour': 'rot' },
    nums: { 'shelf.no': 4, 'viewport.width': 800 },
  });
});

test('a request is for one site: events of another application are refused, as is what cannot be read', () => {
  const good = { e: 'pv', aid: 'k', duid: 'd' };
  const verdicts = parse(
    good,
    { ...good, aid: 'other' },
    { ...good, cx: '!' },
    { ...good, e: 'ue' },
    { ...good, e: 'zz' },
  );
  expect(verdicts.map((one) => (one.verdict === 'rejected' ? one.rejection.field : one.verdict))).toEqual([
    'stored',
    'aid',
    'cx',
    'ue_pr',
    'e',
  ]);
  expect(openSnowplow({ data: [good] })).toMatchObject({ key: 'k', count: 1 });
});
