import type { EventRow, ParsedEvent } from '@desirepath/schema';
import { describe, expect, test } from 'vitest';
import type { WireContext } from '../normalise/wire-context.ts';
import { parseNative } from './parse-native.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);
const DAY = 86_400_000;
const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const CONTEXT: WireContext = { site: 'shop', lane: 'browser', received: RECEIVED };

function one(event: unknown, envelope: Record<string, unknown> = {}, context: Partial<WireContext> = {}): ParsedEvent {
  const [parsed, ...more] = parseNative({ visitor: 'v1', ...envelope, events: [event] }, { ...CONTEXT, ...context });
  if (parsed === undefined || more.length > 0) throw new Error('not one verdict');
  return parsed;
}

function row(
  event: Record<string, unknown>,
  envelope?: Record<string, unknown>,
  context?: Partial<WireContext>,
): EventRow {
  const parsed = one({ id: ID, name: 'page_view', time: RECEIVED, ...event }, envelope, context);
  if (parsed.verdict !== 'stored') throw new Error(`not stored: ${JSON.stringify(parsed)}`);
  return parsed.row;
}

function rejection(event: Record<string, unknown>, envelope?: Record<string, unknown>, context?: Partial<WireContext>) {
  const parsed = one({ id: ID, name: 'page_view', time: RECEIVED, ...event }, envelope, context);
  return parsed.verdict === 'rejected' ? parsed.rejection : undefined;
}

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

describe('time', () => {
  test('a wrong clock is corrected, a slow network is not', () => {
    const wrong = row({ time: RECEIVED - 3_600_000 - 60_000 }, { sent_at: RECEIVED - 3_600_000 });
    expect(wrong).toMatchObject({ time: RECEIVED - 60_000, skew_ms: 3_600_000, client_time: RECEIVED - 3_660_000 });
    expect(row({ time: RECEIVED - 9000 }, { sent_at: RECEIVED - 1999 })).toMatchObject({
      time: RECEIVED - 9000,
      skew_ms: 0,
    });
    expect(row({ time: RECEIVED - 9000 }, { sent_at: 'yesterday' })).toMatchObject({
      time: RECEIVED - 9000,
      skew_ms: 0,
    });
  });

  test('1970 and 2200 are clamped in both columns; client_time only depends on what the client said', () => {
    const early = row({ time: 0 });
    expect(early).toMatchObject({ time: RECEIVED - 7 * DAY, client_time: Date.UTC(2000, 0, 1) });
    expect(row({ time: 0 }, {}, { received: RECEIVED + DAY }).client_time).toBe(early.client_time);
    const late = row({ time: Date.UTC(2200, 0, 1) });
    expect(late).toMatchObject({ time: RECEIVED + 3_600_000, client_time: Date.UTC(2100, 0, 1) - 1 });
  });

  test('the import lane takes old times, and rejects what cannot be', () => {
    const time = Date.UTC(2017, 7, 1);
    expect(row({ time }, { sent_at: 0 }, { lane: 'import' })).toMatchObject({ time, client_time: time, skew_ms: 0 });
    expect(rejection({ time: -1 }, {}, { lane: 'import' })).toMatchObject({ reason: 'bad_time', field: 'time' });
    expect(rejection({ time: RECEIVED + 3_600_001 }, {}, { lane: 'import' })?.reason).toBe('bad_time');
  });

  test.each([
    ['2025-03-01T11:00:00Z', Date.UTC(2025, 2, 1, 11)],
    ['2025-03-01T11:00:00.123456+01:00', Date.UTC(2025, 2, 1, 10, 0, 0, 123)],
    ['2025-03-01 11:00+0100', Date.UTC(2025, 2, 1, 10)],
    [RECEIVED - 0.5, RECEIVED - 1],
  ])('%s is a moment', (time, expected) => {
    expect(row({ time }).client_time).toBe(expected);
  });

  test.each(['2025-03-01T11:00:00', '2025-13-01T11:00:00Z', 'soon', '', Number.POSITIVE_INFINITY, true, undefined])(
    '%s is none',
    (time) => {
      expect(rejection({ time })?.reason).toBe('bad_time');
    },
  );
});

describe('where from', () => {
  const at = (url: string, referrer = '') => row({ page: { url, referrer } });

  test('campaign parameters are read from the landing URL unless the client read them', () => {
    const url =
      'https://s.example/?utm_source=news&utm_medium=E-Mail&utm_campaign=Spring+sale&utm_term=%C3%A4&utm_content=%zz';
    expect(at(url)).toMatchObject({
      source: 'news',
      medium: 'E-Mail',
      campaign: 'Spring sale',
      term: 'ä',
      content: '%zz',
      channel: 'email',
    });
    expect(row({ page: { url }, campaign: { source: 'own' } })).toMatchObject({ source: 'own', medium: '' });
  });

  test.each([
    ['?gclid=abc', { source: 'google', medium: 'cpc', click_id: 'gclid:abc', channel: 'paid' }],
    ['?fbclid=abc', { source: 'facebook', medium: 'social', channel: 'social' }],
    [
      '?msclkid=x&utm_source=bing&utm_medium=organic',
      { source: 'bing', medium: 'organic', click_id: 'msclkid:x', channel: 'organic' },
    ],
    ['?utm_campaign=x', { campaign: 'x', channel: 'campaign' }],
    ['?utm_source=facebook', { channel: 'social' }],
    ['?utm_medium=affiliate', { channel: 'affiliate' }],
    ['?utm_medium=paid_social', { channel: 'paid' }],
    ['?__proto__=1&constructor=2', { source: '', channel: 'direct' }],
  ])('%s', (query, expected) => {
    expect(at(`https://s.example/${query}`)).toMatchObject(expected);
  });

  test.each([
    ['', 'direct'],
    ['https://www.google.co.uk/', 'organic'],
    ['https://duckduckgo.com/', 'organic'],
    ['https://notgoogle.example/', 'referral'],
    ['https://l.facebook.com/', 'social'],
    ['https://t.co/x', 'social'],
    ['https://mail.google.com/', 'email'],
    ['https://blog.example.org/post', 'referral'],
    ['https://www.s.example/other', ''],
    ['android-app://com.google.android.gm', 'referral'],
  ])('referrer %s is %s', (referrer, channel) => {
    expect(at('https://s.example/', referrer).channel).toBe(channel);
  });

  test('an event without a page has no channel but the one it names', () => {
    expect(row({}).channel).toBe('');
    expect(row({ channel: 'store' }).channel).toBe('store');
  });

  test.each([
    'not a url',
    '/relative?utm_source=x',
    'https://',
    '//',
    'https://user@',
    'javascript:alert(1)',
    'https://[::1]:80/x',
  ])('the odd URL %s harms nothing', (url) => {
    expect(row({ page: { url, referrer: url } }).url).not.toContain('user@');
  });
});

describe('parameters', () => {
  test('names that meet are both kept, __proto__ is a name, nothing pollutes', () => {
    const params = JSON.parse('{"a.b":1,"a":{"b":2},"__proto__":{"x":"y"},"constructor":3,"list":["p",4,null]}');
    const { props, nums } = row({ params });
    expect(nums).toEqual({ 'a.b': 1, 'a.b#2': 2, constructor: 3, 'list.1': 4 });
    expect({ ...props }).toEqual({ '__proto__.x': 'y', 'list.0': 'p' });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    const flat = row({ params: JSON.parse('{"__proto__":"p"}') }).props;
    expect(JSON.stringify(flat)).toBe('{"__proto__":"p"}');
  });

  test('lone surrogates, NUL, long texts and huge numbers are harmless', () => {
    const { props, nums } = row({
      params: JSON.parse('{"s":"a\\ud800b\\u0000","p":"\\ud83d\\ude00","i":1e999,"n":-0,"m":1e308}'),
    });
    expect(props).toEqual({ s: 'a\uFFFDb\uFFFD', p: '😀', i: 'Infinity' });
    expect(Object.is(nums.n, 0)).toBe(true);
    expect(nums.m).toBe(1e308);
    const cut = row({ params: { long: `${'x'.repeat(2047)}😀` } }).props.long;
    expect(cut).toBe(`${'x'.repeat(2047)}\uFFFD`);
  });

  test('too many, too deep and too large are rejected, never cut silently', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));
    expect(Object.keys(row({ params: many(200) }).nums)).toHaveLength(200);
    expect(rejection({ params: many(201) })).toMatchObject({ reason: 'too_many_props', field: 'params' });
    expect(row({ params: { a: { b: { c: { d: { e: 1 } } } } } }).nums).toEqual({ 'a.b.c.d.e': 1 });
    expect(rejection({ params: { a: { b: { c: { d: { e: { f: 1 } } } } } } })).toMatchObject({
      reason: 'too_deep',
      field: 'params.a.b.c.d.e',
    });
    expect(rejection({ params: { text: 'ä'.repeat(17_000) } })?.reason).toBe('too_large');
    expect(rejection({ params: { text: 'ä'.repeat(17_000) } }, {}, { maxEventBytes: 50_000 })).toBeUndefined();
  });

  test('a depth of 10 000 harms nothing', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    expect(rejection({ params: deep })?.reason).toMatch(/^too_(deep|large)$/);
    const parsed = one({ id: ID, name: 'x', time: RECEIVED, params: deep }, {}, { maxEventBytes: 1e9 });
    expect(parsed).toMatchObject({ verdict: 'rejected', rejection: { reason: 'too_deep' } });
    expect(parsed.verdict === 'rejected' && parsed.raw.length).toBe(8192);
  });

  test.each([
    [19.9, '19.9000'],
    ['19.99', '19.9900'],
    [0.1 + 0.2, '0.3000'],
    [1e-7, '0.0000'],
    [-0.00005, '-0.0001'],
    [99999999999999, '99999999999999.0000'],
    ['99999999999999.9999', '99999999999999.9999'],
    [1.5e3, '1500.0000'],
    ['.5', '0.5000'],
    ['0e999', '0.0000'],
  ])('value %s is %s', (value, expected) => {
    expect(row({ params: { value, currency: 'EUR' } }).value).toBe(expected);
  });

  test.each([
    ['params.value', { value: 1e14 }],
    ['params.value', { value: '1e999' }],
    ['params.value', { value: '9'.repeat(500) }],
    ['params.value', { value: '99999999999999.99995' }],
    ['params.currency', { value: 1, currency: 'euro' }],
    ['params.items.1.price', { items: [{ price: 1 }, { price: -1e15 }] }],
  ])('%s out of range is rejected by its name', (field, params) => {
    expect(rejection({ params })).toMatchObject({ reason: 'bad_money', field });
  });

  test('quantities are whole numbers of 32 bits', () => {
    const quantities = (list: unknown[]) =>
      row({ params: { items: list.map((quantity) => ({ quantity })) } })['items.quantity'];
    expect(quantities([1, '2', 0.4, 2.5, 0, undefined, 'x'])).toEqual([1, 2, 1, 3, 0, 1, 1]);
    expect(rejection({ params: { items: [{ quantity: -1 }] } })).toMatchObject({
      reason: 'bad_item',
      field: 'params.items.0.quantity',
    });
    expect(rejection({ params: { items: [{ quantity: 1e300 }] } })?.reason).toBe('bad_item');
  });

  test('what is only named like money stays a property; a number without currency is kept to all its digits', () => {
    expect(row({ params: { value: 'high', items: 3, transaction_id: {} } })).toMatchObject({
      value: '0.0000',
      props: { value: 'high' },
      nums: { items: 3 },
    });
    expect(row({ name: 'web_vital', params: { metric: 'CLS', value: 0.012345 } })).toMatchObject({
      value: '0.0123',
      nums: { value: 0.012345 },
    });
    expect(row({ params: { items: ['a', 'b'] } }).props).toEqual({ 'items.0': 'a', 'items.1': 'b' });
  });
});

describe('ids that are said once', () => {
  const IDS = '8f0d-5a2b9c113f0d';

  test('an event without an id has the one that its time, its number and the page make', () => {
    const made = row({ id: undefined, time: 1732222222000, seq: 4099 }, { ids: IDS });
    expect(made.event_id).toBe('0193507d-7eb0-7003-8f0d-5a2b9c113f0d');
    expect(row({ ids: IDS, id: undefined, time: 1732222222000, seq: 3 }).event_id).toBe(made.event_id);
    expect(row({ time: 1732222222000, seq: 3 }, { ids: IDS }).event_id).toBe(ID);
  });

  test.each([
    ['no number', { id: undefined }, { ids: IDS }, 'id'],
    ['no ids', { id: undefined, seq: 1 }, {}, 'id'],
    ['a time in words', { id: undefined, seq: 1, time: '2025-03-01T12:00:00Z' }, { ids: IDS }, 'id'],
    ['ids that are none', { id: undefined, seq: 1 }, { ids: 'x' }, 'ids'],
  ])('%s: it is rejected', (_, event, envelope, field) => {
    expect(rejection(event, envelope)).toMatchObject({ reason: 'bad_event', field });
  });

  test('a bot and a reject have it, too', () => {
    const event = { name: '', time: 1732222222000, seq: 3 };
    for (const context of [{}, { bot: true }]) {
      expect(one(event, { ids: IDS }, context)).toMatchObject({ id: '0193507d-7eb0-7003-8f0d-5a2b9c113f0d' });
    }
  });
});
