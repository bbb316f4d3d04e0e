import { describe, expect, test } from 'vitest';
import { openPosthog, posthogJson } from './open-posthog.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);
const V7 = '01a20028-3a71-76b6-8dc3-a892986b93e5';

function rowOf(event: object, body: object = {}) {
  const opened = openPosthog({ api_key: 'k', ...body, batch: [event] });
  if ('fault' in opened) throw new Error(opened.fault.detail);
  const [verdict] = opened.parse({ site: 'shop', lane: 'browser', received: RECEIVED });
  if (verdict?.verdict !== 'stored') throw new Error(JSON.stringify(verdict));
  return verdict.row;
}

describe('who', () => {
  test.each([
    ['a browser that nobody is known in', { distinct_id: 'd', properties: { $device_id: 'd' } }, 'd', ''],
    ['a browser of a person', { distinct_id: 'u', properties: { $device_id: 'd' } }, 'd', 'u'],
    ['identify', { event: '$identify', distinct_id: 'u', properties: { $anon_distinct_id: 'd' } }, 'd', 'u'],
    ['identify by a server', { event: '$identify', distinct_id: V7 }, `user:${V7}`, V7],
    ['alias', { event: '$create_alias', distinct_id: 'u', properties: { alias: 'd' } }, 'd', 'u'],
    ['a server that knows the person', { distinct_id: 'u' }, 'user:u', 'u'],
    ['a server that makes no person', { distinct_id: 'd', properties: { $process_person_profile: false } }, 'd', ''],
    ["an id of PostHog's own", { distinct_id: V7 }, V7, ''],
    ['an id among the properties', { properties: { distinct_id: 'u' } }, 'user:u', 'u'],
  ])('%s', (_, event, visitor_id, user_id) => {
    expect(rowOf({ event: 'x', ...event })).toMatchObject({ visitor_id, user_id });
  });
});

test.each([
  ['$pageview', {}, 'page_view'],
  ['$autocapture', { $event_type: 'click' }, 'click'],
  ['$autocapture', { $event_type: 'submit' }, 'autocapture'],
  ['$pageleave', {}, 'pageleave'],
  ['$rageclick', {}, 'rage_click'],
  ['order completed', {}, 'purchase'],
  ['purchase_completed', {}, 'purchase'],
  ['product added to cart', {}, 'add_to_cart'],
  ['purchase', {}, 'purchase'],
  ['My Own', {}, 'my_own'],
])('%s %j is %s', (event, properties, name) => {
  expect(rowOf({ event, distinct_id: 'u', properties }).name).toBe(name);
});

test('its own properties become columns or nothing, those of the shop stay', () => {
  const properties = {
    $current_url: 'https://shop.example/a?utm_source=news',
    $session_id: 's1',
    $browser: 'Safari',
    $os: 'iOS',
    $device_type: 'Mobile',
    $viewport_width: 800,
    $viewport_height: 600,
    $lib: 'web',
    $lib_version: '1.0',
    utm_source: 'first page',
    token: 'k',
    size: 'XL',
  };
  expect(rowOf({ event: 'x', distinct_id: 'u', properties, uuid: V7 })).toMatchObject({
    event_id: V7,
    path: '/a',
    source: 'news',
    session_hint: 's1',
    device: 'mobile',
    browser: 'Safari',
    os: 'iOS',
    sdk: 'web/1.0',
    props: { size: 'XL' },
  });
});

test('a clock that is wrong is set right, and an offset is a time too', () => {
  const sent = { sent_at: '2025-03-01T13:00:00Z' };
  expect(rowOf({ event: 'x', distinct_id: 'u', timestamp: '2025-03-01T12:59:00Z' }, sent).time).toBe(RECEIVED - 60_000);
  expect(rowOf({ event: 'x', distinct_id: 'u', offset: 3000 }).time).toBe(RECEIVED - 3000);
});

test.each([
  ['an event', { event: 'x', token: 'k' }, 1],
  ['a list', [{ event: 'x', properties: { token: 'k' } }, { event: 'y' }], 2],
  ['a batch', { api_key: 'k', batch: [{}] }, 1],
])('the key and the events of %s', (_, body, count) => {
  expect(openPosthog(body)).toMatchObject({ key: 'k', count });
});

test('JSON, base64 of it, and either in a form', () => {
  const value = { event: 'ä+ b' };
  const json = JSON.stringify(value);
  const base64 = Buffer.from(json).toString('base64');
  const forms = [json, base64, `data=${encodeURIComponent(json)}`, `data=${encodeURIComponent(base64)}`];
  for (const text of [...forms, `compression=base64&data=${encodeURIComponent(base64)}`]) {
    expect(posthogJson(text)).toEqual(value);
  }
  for (const text of ['', 'nothing', 'data=%', '{"a":']) expect(posthogJson(text)).toBeUndefined();
});
