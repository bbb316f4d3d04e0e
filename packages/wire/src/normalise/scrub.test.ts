import type { EventRow } from '@desirepath/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNative } from '../native/parse-native.ts';
import { scrubRow } from './scrub-row.ts';
import { scrubText } from './scrub-text.ts';

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
  ])('stays: %s', (text) => {
    expect(scrubText(text)).toBe(text);
  });

  it('no text takes long, and none throws', () => {
    for (const part of ['a@', 'a.', '4 ', '4-', 'eyJ', '?token=', '"token":"\\', 'bearer ', '%40', '1']) {
      const text = part.repeat(16_384).slice(0, 8192);
      const begun = performance.now();
      scrubText(text);
      expect(performance.now() - begun).toBeLessThan(500);
    }
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
