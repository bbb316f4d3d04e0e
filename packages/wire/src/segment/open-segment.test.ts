import type { ParsedEvent } from '@desirepath/schema';
import { describe, expect, test } from 'vitest';
import { openSegment } from './open-segment.ts';
import type { SegmentType } from './read-message.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);

function parse(body: unknown, type?: SegmentType): ParsedEvent[] {
  const opened = openSegment(body, type);
  if ('fault' in opened) throw new Error(opened.fault.detail);
  return opened.parse({ site: 'shop', lane: 'server', received: RECEIVED });
}

function row(message: object, shared: object = {}) {
  const [verdict] = parse({ ...shared, batch: [message] });
  if (verdict?.verdict !== 'stored') throw new Error(JSON.stringify(verdict));
  return verdict.row;
}

const track = (event: string, properties: object = {}) =>
  row({ type: 'track', event, properties, anonymousId: 'a1', messageId: 'm1', timestamp: '2025-03-01T11:59:00Z' });

describe('names', () => {
  test.each([
    ['Order Completed', {}, 'purchase'],
    ['order_completed', {}, 'purchase'],
    ['orderCompleted', {}, 'purchase'],
    ['Product Added', {}, 'add_to_cart'],
    ['Checkout Step Completed', { payment_method: 'card', shipping_method: 'dhl' }, 'add_payment_info'],
    ['Checkout Step Completed', { shipping_method: 'dhl' }, 'add_shipping_info'],
    ['Checkout Step Completed', {}, 'checkout_step_completed'],
    ['add_to_cart', {}, 'add_to_cart'],
    ['Video Played', {}, 'video_played'],
    ['Заказ', {}, 'заказ'],
    ['!!!', {}, '!!!'],
  ])('%s %j is %s', (event, properties, name) => {
    expect(track(event, properties).name).toBe(name);
  });
});

describe('money', () => {
  test('revenue counts before total, and what is not used stays a property', () => {
    const order = { order_id: 'O1', revenue: 20, total: 25.5, shipping: 5, currency: 'eur', coupon: 'SPRING' };
    expect(track('Order Completed', order)).toMatchObject({
      order_id: 'O1',
      value: '20.0000',
      currency: 'EUR',
      nums: { total: 25.5, shipping: 5 },
      props: { coupon: 'SPRING' },
    });
  });

  test('a product among the fields is an item, and worth its price', () => {
    const product = {
      product_id: 'A',
      sku: 'S',
      name: 'Lamp',
      price: 9.99,
      quantity: 3,
      currency: 'EUR',
      url: '/lamp',
    };
    expect(track('Product Added', product)).toMatchObject({
      'items.id': ['A'],
      'items.name': ['Lamp'],
      'items.quantity': [3],
      value: '29.9700',
      props: { sku: 'S', url: '/lamp' },
    });
  });

  test('revenue is never made up', () => {
    expect(track('Order Completed', { products: [{ product_id: 'A', price: 5 }], currency: 'EUR' }).value).toBe(
      '0.0000',
    );
  });

  test('a currency that is none costs the event its place, and says so', () => {
    const [verdict] = parse(
      { type: 'track', event: 'Order Completed', userId: 'u', properties: { currency: 'coins' } },
      'track',
    );
    expect(verdict).toMatchObject({
      verdict: 'rejected',
      rejection: { reason: 'bad_money', field: 'params.currency' },
    });
  });
});

describe('persons', () => {
  test.each([
    [{ type: 'identify', anonymousId: 'a1', userId: 'u1' }, 'a1', 'u1'],
    [{ type: 'identify', userId: 'u1' }, 'user:u1', 'u1'],
    [{ type: 'alias', previousId: 'a1', userId: 'u1' }, 'a1', 'u1'],
    [{ type: 'group', anonymousId: 'a1', userId: '', groupId: 'g' }, 'a1', ''],
  ])('%j', (message, visitor_id, user_id) => {
    expect(row(message)).toMatchObject({ visitor_id, user_id });
  });

  test('traits that name somebody are not kept', () => {
    const traits = { email: 'a@b.example', firstName: 'A', plan: 'pro', address: { city: 'X' } };
    expect(row({ type: 'identify', userId: 'u1', traits }).props).toEqual({ 'traits.plan': 'pro' });
  });
});

test('page, campaign, session, language and clock', () => {
  const context = {
    page: { url: 'https://shop.example/a?gclid=1', title: 'A', referrer: '$direct' },
    campaign: { source: 'x' },
    locale: 'de-DE',
    sessionId: 17,
    library: { name: 'lib', version: '1.0' },
    screen: { innerWidth: 800, innerHeight: 600 },
  };
  const message = { type: 'page', name: 'Home', anonymousId: 'a1', originalTimestamp: '2025-03-01T11:00:00Z' };
  expect(row(message, { context, sentAt: '2025-03-01T11:00:10Z' })).toMatchObject({
    name: 'page_view',
    path: '/a',
    title: 'A',
    referrer: '',
    source: 'google',
    click_id: 'gclid:1',
    session_hint: '17',
    language: 'de-DE',
    sdk: 'lib/1.0',
    client_time: Date.UTC(2025, 2, 1, 11),
    time: Date.UTC(2025, 2, 1, 11, 59, 50),
    props: { page_name: 'Home' },
    nums: { 'viewport.width': 800 },
  });
});

test('ids: a UUID stays, another one becomes one, and without any the same message is the same event', () => {
  const uuid = '8E0C9C1B-0F4B-4F0E-9E2B-3D1F1C7A5B11';
  const message = { type: 'track', event: 'x', anonymousId: 'a1', timestamp: '2025-03-01T11:59:00Z' };
  expect(row({ ...message, messageId: uuid }).event_id).toBe(uuid.toLowerCase());
  const named = row({ ...message, messageId: 'ajs-next-1' }).event_id;
  expect(named).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
  expect(row({ ...message, messageId: 'ajs-next-1' }).event_id).toBe(named);
  expect(row(message).event_id).toBe(row(message).event_id);
  const twins = parse({ batch: [message, message] }).map((one) => one.verdict === 'stored' && one.row.event_id);
  expect(new Set(twins).size).toBe(2);
});

test.each([
  [null, ''],
  [{ batch: {} }, 'batch'],
  [{}, 'batch'],
])('%j is no batch', (body, field) => {
  expect(openSegment(body)).toMatchObject({ fault: { field } });
});

test('a bad message leaves its neighbours alone', () => {
  const good = { type: 'track', event: 'x', anonymousId: 'a1' };
  const verdicts = parse({ batch: [good, 7, { type: 'track', anonymousId: 'a1' }, { ...good, type: 'shout' }, good] });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['stored', 'rejected', 'rejected', 'rejected', 'stored']);
});
