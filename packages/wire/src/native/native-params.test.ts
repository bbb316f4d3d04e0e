import { describe, expect, test } from 'vitest';
import { ID, one, RECEIVED, rejection, row } from '../../test/native-event.ts';

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
