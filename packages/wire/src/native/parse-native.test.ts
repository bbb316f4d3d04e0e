import type { EventRow } from '@desirepath/schema';
import { describe, expect, test } from 'vitest';
import { CONTEXT, ID, one, RECEIVED, rejection, row } from '../../test/native-event.ts';
import { parseNative } from './parse-native.ts';

test('a whole purchase becomes a whole row', () => {
  const event = {
    id: ID.toUpperCase(),
    name: 'purchase',
    time: RECEIVED - 1000,
    seq: 7,
    params: {
      transaction_id: 'T-1',
      value: 59.97,
      currency: 'eur',
      coupon: 'SPRING',
      tax: 3.5,
      gift: true,
      items: [
        {
          item_id: 'SKU1',
          item_name: 'Mug',
          item_brand: 'B',
          item_category: 'C',
          item_variant: 'blue',
          price: 19.99,
          quantity: 3,
        },
        { item_id: 42, price: '0.005' },
      ],
    },
  };
  const envelope = {
    session: 's1',
    tab: 't1',
    user_id: 'u1',
    sdk: 'dp/0.1.0',
    sent_at: RECEIVED - 500,
    language: 'de-DE',
    viewport: [390, 844],
    page: {
      url: 'https://me:secret@Shop.example:8443/thanks?x=1#top',
      title: 'Thanks',
      referrer: 'https://www.google.com/',
    },
  };
  expect(row(event, envelope, { device: 'mobile', browser: 'Chrome', os: 'Android' })).toEqual({
    site: 'shop',
    visitor_id: 'v1',
    event_id: ID,
    name: 'purchase',
    client_time: RECEIVED - 1000,
    time: RECEIVED - 1000,
    sent_time: RECEIVED - 500,
    received_time: RECEIVED,
    skew_ms: 0,
    seq: 7,
    session_hint: 's1',
    tab_id: 't1',
    user_id: 'u1',
    host: 'shop.example',
    path: '/thanks',
    url: 'https://Shop.example:8443/thanks?x=1#top',
    title: 'Thanks',
    referrer: 'https://www.google.com/',
    channel: 'organic',
    source: '',
    medium: '',
    campaign: '',
    term: '',
    content: '',
    click_id: '',
    device: 'mobile',
    browser: 'Chrome',
    os: 'Android',
    country: '',
    language: 'de-DE',
    order_id: 'T-1',
    value: '59.9700',
    currency: 'EUR',
    'items.id': ['SKU1', '42'],
    'items.name': ['Mug', ''],
    'items.brand': ['B', ''],
    'items.category': ['C', ''],
    'items.variant': ['blue', ''],
    'items.price': ['19.9900', '0.0050'],
    'items.quantity': [3, 1],
    props: { coupon: 'SPRING', gift: 'true' },
    nums: { tax: 3.5, 'viewport.width': 390, 'viewport.height': 844 },
    lane: 'browser',
    revenue: 'unverified',
    sdk: 'dp/0.1.0',
  } satisfies EventRow);
});

describe('who and what', () => {
  test('the event wins over the envelope, field by field', () => {
    const envelope = { user_id: 'u1', page: { url: 'https://a.example/x', title: 'X' } };
    expect(row({ visitor: 'v2', page: { url: 'https://a.example/y' } }, envelope)).toMatchObject({
      visitor_id: 'v2',
      user_id: 'u1',
      path: '/y',
      title: '',
    });
  });

  test('an event may name only a person, and must name somebody', () => {
    expect(row({ user_id: 'u9' }, { visitor: undefined }).visitor_id).toBe('user:u9');
    expect(rejection({}, { visitor: undefined })).toMatchObject({ reason: 'bad_event', field: 'visitor' });
  });

  test('the receiver may know an id for who names nobody, and may keep nothing that lasts', () => {
    const fallbackVisitor = () => 'day:1';
    expect(row({}, { visitor: undefined }, { fallbackVisitor }).visitor_id).toBe('day:1');
    expect(row({}, { visitor: 'v1' }, { fallbackVisitor }).visitor_id).toBe('v1');
    expect(row({ user_id: 'u9' }, { visitor: undefined }, { fallbackVisitor }).visitor_id).toBe('user:u9');
    const followed = { visitor: 'v1', user_id: 'u9', session: 's', tab: 't', campaign: { click_id: 'gclid:x' } };
    expect(row({}, followed, { fallbackVisitor, anonymous: true })).toMatchObject({
      visitor_id: 'day:1',
      user_id: '',
      session_hint: '',
      tab_id: '',
      click_id: '',
    });
  });

  test('an import vouches for its orders, nobody else does yet; what is no money needs nobody', () => {
    const order = { params: { transaction_id: 'T1', value: 5, currency: 'EUR' } };
    expect(row(order).revenue).toBe('unverified');
    expect(row(order, {}, { lane: 'server' }).revenue).toBe('unverified');
    expect(row(order, {}, { lane: 'import' }).revenue).toBe('server');
    expect(row({ params: { value: 5 } }).revenue).toBe('');
  });

  test.each([
    ['id', { id: '42' }],
    ['id', { id: undefined }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['seq', { seq: -1 }],
    ['seq', { seq: 2 ** 32 }],
    ['page.url', { page: { url: 5 } }],
    ['params', { params: [] }],
    ['user_id', { user_id: 'x'.repeat(201) }],
  ])('a wrong %s is rejected by its name', (field, event) => {
    const rejected = rejection(event);
    expect(rejected).toMatchObject({ reason: 'bad_event', field });
    expect(rejected?.detail).toMatch(/\.$/);
  });

  test('null means not said', () => {
    expect(row({ user_id: null, page: { url: null, title: 'T' }, params: null })).toMatchObject({
      user_id: '',
      title: 'T',
    });
  });

  test('bots are counted whatever they send', () => {
    expect(one({ id: ID, name: 'x' }, {}, { bot: true })).toMatchObject({ verdict: 'bot', id: ID, name: 'x' });
    expect(one(17, {}, { bot: true })).toMatchObject({ verdict: 'bot', id: undefined });
  });

  test('one bad event never takes its neighbours with it', () => {
    const good = { id: ID, name: 'a', time: RECEIVED };
    const verdicts = parseNative({ visitor: 'v', events: [good, null, [], 'x', { ...good, id: 1 }, good] }, CONTEXT);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'stored',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'stored',
    ]);
  });

  test.each([null, 3, 'x', [], {}, { events: {} }, { events: 'x' }])('%j is no envelope: one reject', (body) => {
    expect(parseNative(body, CONTEXT)).toMatchObject([{ verdict: 'rejected', rejection: { reason: 'bad_envelope' } }]);
  });
});
