import type { EventRow } from '@desirepath/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNative } from '../native/parse-native.ts';
import { scrubRaw } from './scrub-raw.ts';
import { scrubRow } from './scrub-row.ts';
import { scrubCut, scrubText } from './scrub-text.ts';

/** What a stranger may send much of. */
const RUNS = [
  ...[
    ' ',
    '\u00a0',
    '1',
    '4 ',
    '4.',
    '4111-',
    '@',
    'a@',
    '@a.',
    '"',
    "'",
    '\\',
    '\\u0040',
    '%',
    '%25',
    '%40',
    '%ff',
    '.',
    '=',
    'a',
  ],
  ...[
    'eyJ',
    'eyJ.',
    'token',
    'token ',
    'a=',
    'token=',
    '?token=',
    '"a":',
    '"token":',
    '"token":"\\',
    '"token":[',
    'bearer ',
  ],
  ...['basic+', 'dpa_', 'ghp_', 'xoxb-', 'sk_live_', '-----BEGIN ', '12345678-', `token${' '.repeat(139)}`, '😀'],
];

describe('what is blotted out', () => {
  it.each([
    ['/reset?token=abc.def&step=2', '/reset?token=[secret]&step=2'],
    [
      'https://s.example/a?email=jo.do%2Bx%40mail.example#access_token=a1',
      'https://s.example/a?email=[email]#access_token=[secret]',
    ],
    ['ask Jörg.Müller@büro.example now', 'ask [email] now'],
    ['mailto:a@b.co', 'mailto:[email]'],
    ['paid with 4111 1111 1111 1111.', 'paid with [card].'],
    ['5500-0055-5555-5559', '[card]'],
    ['378282246310005', '[card]'],
    ['Bearer abcdef0123456789', 'Bearer [secret]'],
    ['x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl y', 'x [secret] y'],
    ['key sk_live_0123456789abcdef', 'key [secret]'],
    ['{"password":"a\\"b","n":1,"cvv":123}', '{"password":"[secret]","n":1,"cvv":"[secret]"}'],
    ['{"password":"cut off in the mid', '{"password":"[secret]"'],
    ['/a?reset_password_token=abc', '/a?reset_password_token=[secret]'],
    ['/a?user[password]=abc&x=1', '/a?user[password]=[secret]&x=1'],
    ['/login?next=%2Freset%3Ftoken%3Dabc%26a%3D1&b=2', '/login?next=%2Freset%3Ftoken%3D[secret]%26a%3D1&b=2'],
    ['/a?%74oken=abc', '/a?%74oken=[secret]'],
    ['/a?q=4111+1111+1111+1111', '/a?q=[card]'],
    ['/a?q=4111%201111%201111%201111&b=2', '/a?q=[card]&b=2'],
    ['/a?q=4111%C2%A01111%C2%A01111%C2%A01111', '/a?q=[card]'],
    ['4111.1111.1111.1111', '[card]'],
    ['2 4111 1111 1111 1111, 12.11.2025', '2 [card], 12.11.2025'],
    ['5 x 3 4111 1111 1111 1111 12', '5 x 3 [card] 12'],
    ['/a?to=jo%2540mail.example&b=2', '/a?to=[email]&b=2'],
    ['/a?to=%6a%6F%40mail.example', '/a?to=[email]'],
    ['{"a":"jo\\u0040mail.example"}', '{"a":"[email]"}'],
    ['{"co":"{\\"reset_token\\":\\"x\\",\\"n\\":1}"}', '{"co":"{\\"reset_token\\":\\"[secret]\\",\\"n\\":1}"}'],
    ['{"reset_token" : "x"}', '{"reset_token" : "[secret]"}'],
    [
      '{"resetToken":"x","userPassword":["y"],"password_confirmation":{"z":1}}',
      '{"resetToken":"[secret]","userPassword":"[secret]","password_confirmation":"[secret]"}',
    ],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'Authorization: Basic [secret]'],
  ])('%s', (text, clean) => {
    expect(scrubText(text)).toBe(clean);
    expect(scrubText(clean)).toBe(clean);
  });

  it.each([
    'https://shop.example/p/4111111111111112?gclid=Cj0KCQiA&utm_source=news',
    'order 1732222222000 at 10:30',
    'SKU-4006381333931 and 978-3-16-148410-0',
    '01957000-0000-7000-8000-000000000001',
    'me @ home, 2 @ 3.50',
    'tokens of love?tokenise=1',
    '+49 30 1234567890',
    '/a?utm_source=news&utm_campaign=key_facts&q=lamp&session=7&passport_cover=red&author=Ann&coupon_code=SPRING',
    '/a?token_count=5&secretary=Ann&tokens=3&password_strength=weak&auth_method=passkey&key=B',
    '{"write_key":"public","token_type":"x","password":null}',
    'Basic Turtleneck-Sweatshirt',
    'sizes 36 37 38 39 40 41 42 43 44 45 46',
    'order 5678901234562',
    '41111111-1111-4111-8111-111111111111',
    'C:\\new\\table 100% cotton %zz',
  ])('stays: %s', (text) => {
    expect(scrubText(text)).toBe(text);
  });

  it.each(RUNS)('a run of %j takes time as it grows, and no more', (run) => {
    for (const begin of ['@', '"token":']) {
      const cpu = (length: number) => {
        const text = (begin + run.repeat(Math.ceil(length / run.length))).slice(0, length);
        const spent = [1, 2].map(() => {
          const before = process.cpuUsage();
          scrubText(text);
          const { user, system } = process.cpuUsage(before);
          return (user + system) / 1000;
        });
        return Math.min(...spent);
      };
      // Eight times as long, and far less than the 64 times as much that a quadratic one would take.
      const [short, long] = [cpu(8192), cpu(65_536)];
      expect(short).toBeLessThan(40);
      expect(long).toBeLessThan(Math.max(60, 20 * short));
    }
  });

  it('none throws, and what is scrubbed stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(scrubText(scrubText(text))).toBe(scrubText(text));
      }),
    );
  });

  it('any card number and any address, wherever they stand in an event', () => {
    const luhn = fc.stringMatching(/^4\d{14}$/).map((digits) => {
      const sum = [...digits].reverse().reduce((total, digit, i) => {
        const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
        return total + (value > 9 ? value - 9 : value);
      }, 0);
      return `${digits}${(10 - (sum % 10)) % 10}`;
    });
    const email = fc.stringMatching(/^[a-z][a-z0-9.]{0,10}[a-z]@[a-z]{1,10}\.(?:com|example|de)$/);
    fc.assert(
      fc.property(luhn, email, fc.constantFrom('note', 'a.b', 'q'), (card, address, name) => {
        const text = JSON.stringify(
          rowOf({
            page: {
              url: `https://s.example/${address}?a=${card}&b=${encodeURIComponent(address)}`,
              title: `Hi ${address}`,
            },
            params: { [name]: `${card} ${address}`, [address]: 1, number: Number(card) },
          }),
        );
        expect(text).not.toContain(card);
        expect(text).not.toContain(address);
        expect(text).not.toContain(encodeURIComponent(address));
      }),
    );
  });
});

describe('a text that was cut', () => {
  it.each([
    ['to jo.doe@mail', 'to '],
    ['paid 4111 1111 11', 'paid'],
    ['/a?q=4111%201111%2011', '/a?q='],
  ])('loses half of %s', (end, kept) => {
    const text = `${'x, '.repeat(1000)}`.slice(0, 2048 - end.length);
    expect(scrubCut(text + end, 2048).trimEnd()).toBe((text + kept).trimEnd());
    expect(scrubCut(text + end, 2049)).toBe(text + end);
  });
});

it('every text of a row is scrubbed but the ids of visitor and person', () => {
  const personal = 'jo@mail.example 4111 1111 1111 1111';
  const clean = '[email] [card]';
  const row = rowOf({
    visitor: personal,
    user_id: personal,
    name: personal,
    session: personal,
    tab: personal,
    channel: personal,
    device: personal,
    browser: personal,
    os: personal,
    country: personal,
    language: personal,
    page: { url: personal, title: personal, referrer: personal },
    campaign: {
      source: personal,
      medium: personal,
      name: personal,
      term: personal,
      content: personal,
      click_id: personal,
    },
    params: {
      transaction_id: personal,
      [personal]: 1,
      items: [
        {
          item_id: personal,
          item_name: personal,
          item_brand: personal,
          item_category: personal,
          item_variant: personal,
        },
      ],
    },
  });
  expect([row.visitor_id, row.user_id]).toEqual([personal, personal]);
  const others = JSON.stringify({ ...row, visitor_id: '', user_id: '' });
  expect(others).not.toMatch(/mail\.|4111/);
  expect([row.name, row['items.name'][0], row.session_hint]).toEqual([clean, clean, clean]);
  expect({ ...row.nums }).toEqual({ [clean]: 1 });
});

it.each(['4111111111111111', '4111 1111 1111 1111', 'order of jo@mail.example', 'Bearer abcdef0123456789'])(
  'an order id that is none to be kept, as %s, makes no order the same as another',
  (transaction_id) => {
    const row = rowOf({ name: 'purchase', params: { transaction_id, value: 9.5, currency: 'EUR' } });
    expect([row.order_id, row.value]).toEqual(['', '9.5000']);
    expect(JSON.stringify(row)).not.toContain(transaction_id);
  },
);

it.each(['A4111111111111111', '4111111111111112', '2025112700000004', '20251127-0001', '1732222222000'])(
  'the order id %s stays',
  (transaction_id) => {
    expect(rowOf({ name: 'purchase', params: { transaction_id } }).order_id).toBe(transaction_id);
  },
);

it('base64 in a raw text goes, words and hashes stay', () => {
  const packed = Buffer.from('{"schema":"iglu:com.example/x","mail":"jo@mail.example"}').toString('base64');
  expect(scrubRaw(`{"cx":"${packed}"}`)).toBe('{"cx":"[base64]"}');
  expect(scrubRaw(`data=${encodeURIComponent(packed)}&ver=1`)).toBe('data=[base64]&ver=1');
  const harmless = `{"url":"https://shop.example/women/black-leather-boots-with-a-zip-Size-40","hash":"${'0123456789abcdef'.repeat(4)}"}`;
  expect(scrubRaw(harmless)).toBe(harmless);
});

it('a property that is a secret by its name is blotted out, a row without any stays the same object', () => {
  const row = rowOf({ params: { login: { password: 'hunter2' }, otp: 123456, plan: 'pro', seats: 3 } });
  expect({ ...row.props }).toEqual({ 'login.password': '[secret]', otp: '[secret]', plan: 'pro' });
  expect({ ...row.nums }).toEqual({ seats: 3 });
  const clean = rowOf({ params: { plan: 'pro' }, page: { url: 'https://s.example/a?b=1' } });
  expect(scrubRow(clean)).toBe(clean);
});

function rowOf(more: object): EventRow {
  const event = { id: '01957000-0000-7000-8000-000000000001', name: 'page_view', time: 1_760_000_000_000, ...more };
  const [parsed] = parseNative(
    { visitor: 'v', events: [event] },
    { site: 's', lane: 'browser', received: 1_760_000_000_000 },
  );
  if (parsed?.verdict !== 'stored') throw new Error('It was not stored.');
  return scrubRow(parsed.row);
}
