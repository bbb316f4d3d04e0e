import { type EventRow, MAX_PROPS, MAX_TEXT, type ParsedEvent } from '@desirepath/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WireContext } from '../normalise/wire-context.ts';
import { parseNative } from './parse-native.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);
const nasty = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'a.b',
    '\u0000',
    '\ud800',
    '\udfff\ud800',
    'x'.repeat(3000),
    '😀'.repeat(1500),
    '',
  ),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(0, -0, 1e308, 5e-324, 2 ** 53, 1e14, -1, 1.5, null, true),
  fc.double(),
);
const anything = fc.oneof(
  { weight: 2, arbitrary: fc.jsonValue({ stringUnit: 'binary', maxDepth: 7 }) },
  { weight: 3, arbitrary: nasty },
);
const key = fc.oneof(
  fc.constantFrom('__proto__', 'a.b', 'a', 'items', 'value', 'currency', 'transaction_id', 'viewport'),
  fc.string({ unit: 'binary' }),
);
const record = fc.dictionary(key, fc.oneof(anything, fc.dictionary(key, anything)), { noNullPrototype: true });
const word = fc.oneof(
  { weight: 19, arbitrary: fc.oneof(fc.constantFrom('\u0000', '\ud800', ''), fc.string({ unit: 'binary' })) },
  nasty,
);
const page = fc.record(
  {
    url: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), word),
    title: word,
    referrer: fc.oneof(fc.webUrl(), word),
  },
  { requiredKeys: [] },
);
const fields = {
  visitor: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('v1', 'v\u0000') }, anything),
  user_id: fc.oneof({ weight: 19, arbitrary: fc.constant('u1') }, anything),
  page: fc.oneof({ weight: 19, arbitrary: page }, anything),
  campaign: fc.oneof(
    { weight: 19, arbitrary: fc.record({ source: word, name: word }, { requiredKeys: [] }) },
    anything,
  ),
  language: word.map((text) => (typeof text === 'string' ? text.slice(0, 40) : text)),
  viewport: fc.oneof({ weight: 19, arbitrary: fc.constant([1, 2]) }, anything),
  channel: word.map((text) => (typeof text === 'string' ? text.slice(0, 80) : text)),
};
const event = fc.oneof(
  { weight: 1, arbitrary: anything },
  {
    weight: 9,
    arbitrary: fc.record(
      {
        ...fields,
        id: fc.oneof({ weight: 20, arbitrary: fc.uuid() }, anything),
        name: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('page_view', 'purchase') }, nasty),
        time: fc.oneof(
          { weight: 9, arbitrary: fc.constant(RECEIVED) },
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          anything,
        ),
        seq: fc.oneof({ weight: 9, arbitrary: fc.nat() }, anything),
        params: fc.oneof({ weight: 19, arbitrary: record }, anything),
      },
      { requiredKeys: ['id', 'name', 'time'] },
    ),
  },
);
const envelope = fc.record(
  { sdk: nasty, sent_at: anything, visitor: fields.visitor, events: fc.array(event, { maxLength: 12 }) },
  { requiredKeys: ['events', 'visitor'] },
);
const lane = fc.constantFrom<WireContext['lane']>('browser', 'server', 'import');

test('any envelope: no throw, one verdict an event, the same each time, and rows that the table takes', () => {
  let stored = 0;
  let rejected = 0;
  fc.assert(
    fc.property(envelope, lane, (body, way) => {
      // As it would come over the wire.
      const sent = JSON.parse(JSON.stringify(body)) as typeof body;
      const context: WireContext = { site: 'shop', lane: way, received: RECEIVED };
      const verdicts = parseNative(sent, context);
      expect(verdicts).toHaveLength(sent.events.length);
      expect(JSON.stringify(parseNative(sent, context))).toBe(JSON.stringify(verdicts));
      for (const verdict of verdicts) {
        check(verdict);
        if (verdict.verdict === 'stored') stored += 1;
        else rejected += 1;
      }
      // Each event alone gets what it got among its neighbours.
      sent.events.forEach((one, i) => {
        expect(JSON.stringify(parseNative({ ...sent, events: [one] }, context))).toBe(JSON.stringify([verdicts[i]]));
      });
    }),
    { numRuns: 1500, seed: 20250301 },
  );
  // The corpus must reach both sides.
  expect(stored).toBeGreaterThan(1000);
  expect(rejected).toBeGreaterThan(1000);
}, 120_000);

test('any body whatever: no throw, at least one verdict or no events', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: false }), (body) => {
      const verdicts = parseNative(body, { site: 'shop', lane: 'browser', received: RECEIVED });
      for (const verdict of verdicts) check(verdict);
    }),
    { numRuns: 3000, seed: 7 },
  );
});

const WELL = /^[^\0\p{Surrogate}]*$/u;

function check(verdict: ParsedEvent): void {
  if (verdict.verdict === 'rejected') {
    expect(verdict.rejection.reason).not.toBe('unreadable');
    expect(verdict.rejection.detail).toMatch(/\.$/);
    expect(verdict.raw.length).toBeLessThanOrEqual(8192);
    expect(verdict.raw + verdict.rejection.detail + verdict.rejection.field).toMatch(WELL);
  }
  if (verdict.verdict === 'stored') checkRow(verdict.row);
}

function checkRow(row: EventRow): void {
  const texts = Object.values(row).flatMap((value) =>
    typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [],
  );
  for (const text of [...texts, ...Object.keys(row.props), ...Object.values(row.props), ...Object.keys(row.nums)]) {
    if (!WELL.test(text) || text.length > MAX_TEXT)
      throw new Error(`a text is not clean: ${JSON.stringify(text.slice(0, 100))}`);
  }
  expect(Object.keys(row.props).length + Object.keys(row.nums).length).toBeLessThanOrEqual(MAX_PROPS);
  for (const number of Object.values(row.nums)) expect(Number.isFinite(number)).toBe(true);
  for (const decimal of [row.value, ...row['items.price']]) expect(decimal).toMatch(/^-?\d{1,14}\.\d{4}$/);
  const items = Object.entries(row).filter(([name]) => name.startsWith('items.'));
  expect(new Set(items.map(([, list]) => (list as unknown[]).length)).size).toBe(1);
  for (const moment of [row.time, row.client_time, row.sent_time, row.received_time, row.skew_ms]) {
    expect(Number.isSafeInteger(moment)).toBe(true);
  }
  expect(row.client_time).toBeGreaterThanOrEqual(Date.UTC(2000, 0, 1));
  expect(row.client_time).toBeLessThan(Date.UTC(2100, 0, 1));
  expect(row.time).toBeLessThanOrEqual(RECEIVED + 3_600_000);
}
