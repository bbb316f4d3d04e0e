import type { ParsedEvent } from '@desirepath/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openGa4 } from '../ga4-mp/open-ga4.ts';
import type { WireContext } from '../normalise/wire-context.ts';
import { openPosthog, posthogJson } from '../posthog/open-posthog.ts';
import { openSegment } from '../segment/open-segment.ts';
import { openSnowplow } from '../snowplow/open-snowplow.ts';
import type { Opening } from './opened-body.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);
const context: WireContext = { site: 'shop', lane: 'browser', received: RECEIVED };

const nasty = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'a.b', '\u0000', '\ud800', 'x'.repeat(3000), '😀'.repeat(1500), ''),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(0, -0, 1e308, 5e-324, 2 ** 53, -1, 1.5, null, true),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: nasty },
  { weight: 1, arbitrary: fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 }) },
);
/** Mostly what belongs there, sometimes anything at all. */
const mostly = (usual: fc.Arbitrary<unknown>, weight = 12) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: anything });
const someOf = (model: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) =>
  fc.record(model, { requiredKeys });

const money = mostly(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom('19.9', 5, 0)));
const product = someOf({
  product_id: mostly(fc.constantFrom('A', 7)),
  item_id: mostly(fc.constant('A')),
  id: mostly(fc.constant('A')),
  name: mostly(fc.constant('Lamp')),
  price: money,
  quantity: mostly(fc.nat()),
});
const properties = someOf({
  products: mostly(fc.array(mostly(product), { maxLength: 3 })),
  items: mostly(fc.array(mostly(product), { maxLength: 3 })),
  order_id: mostly(fc.constant('O1')),
  product_id: mostly(fc.constant('A')),
  transaction_id: mostly(fc.constant('O1')),
  value: money,
  revenue: money,
  currency: mostly(fc.constantFrom('EUR', 'usd', ''), 30),
  payment_method: anything,
  url: mostly(fc.webUrl({ withQueryParameters: true })),
  source: anything,
  session_id: mostly(fc.nat()),
  $current_url: mostly(fc.webUrl()),
  $device_id: mostly(fc.constant('d1')),
  $anon_distinct_id: mostly(fc.constant('d1')),
  $set: mostly(fc.dictionary(fc.string(), anything, { maxKeys: 3 })),
  constructor: anything,
  __proto__: anything,
});
const name = mostly(
  fc.constantFrom(
    'Order Completed',
    'product viewed',
    '$pageview',
    '$identify',
    '$autocapture',
    'purchase',
    'Other',
    '!',
  ),
  30,
);
const id = mostly(fc.oneof(fc.uuid(), fc.string()));
const moment = mostly(fc.constantFrom('2025-03-01T11:59:00Z', RECEIVED, `${RECEIVED}`), 20);

const segmentMessage = someOf(
  {
    type: mostly(fc.constantFrom('track', 'page', 'identify', 'alias', 'group', 'screen'), 30),
    event: name,
    anonymousId: mostly(fc.constant('a1'), 20),
    userId: mostly(fc.constantFrom('u1', '')),
    previousId: mostly(fc.constant('a1')),
    messageId: id,
    timestamp: moment,
    originalTimestamp: moment,
    properties: mostly(properties),
    traits: mostly(properties),
    context: mostly(
      someOf({ page: mostly(properties), campaign: mostly(properties), locale: anything, screen: anything }),
    ),
  },
  ['type', 'anonymousId', 'event', 'previousId'],
);
const ga4Event = someOf({ name, params: mostly(properties), timestamp_micros: mostly(fc.constant(`${RECEIVED}000`)) }, [
  'name',
]);
const posthogEvent = someOf(
  {
    event: name,
    distinct_id: mostly(fc.constant('u1'), 20),
    uuid: id,
    properties: mostly(properties),
    timestamp: moment,
    offset: anything,
  },
  ['event', 'distinct_id'],
);
const iglu = (vendor: string, schema: string, data: unknown) => ({
  schema: `iglu:${vendor}/${schema}/jsonschema/1-0-0`,
  data,
});
const SHOP = 'com.snowplowanalytics.snowplow.ecommerce';
const entity = fc
  .tuple(
    fc.constantFrom('product', 'cart', 'transaction', 'refund', 'checkout_step', 'promotion', 'user', 'toString'),
    mostly(properties),
  )
  .map(([schema, data]) => iglu(SHOP, schema, data));
const json = (value: fc.Arbitrary<unknown>) => mostly(value.map((one) => JSON.stringify(one)));
const base64 = (value: fc.Arbitrary<unknown>) =>
  mostly(value.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')));
const action = fc.constantFrom('product_view', 'add_to_cart', 'checkout_step', 'transaction', 'refund', 'other');
const unstruct = fc.oneof(
  action.map((type) => iglu('x', 'unstruct_event', iglu(SHOP, 'snowplow_ecommerce_action', { type }))),
  mostly(properties).map((data) =>
    iglu('x', 'unstruct_event', iglu('com.snowplowanalytics.snowplow', 'add_to_cart', data)),
  ),
  mostly(properties).map((data) => iglu('x', 'unstruct_event', iglu('example', 'thing', data))),
);
const entities = fc.array(mostly(entity), { maxLength: 4 }).map((data) => iglu('x', 'contexts', data));
const snowplowEvent = someOf(
  {
    e: mostly(fc.constantFrom('pv', 'pp', 'ue', 'ue', 'ue', 'se', 'tr', 'ti'), 30),
    eid: id,
    duid: mostly(fc.constant('d1'), 20),
    uid: mostly(fc.constant('u1')),
    dtm: mostly(fc.constant(`${RECEIVED}`)),
    stm: mostly(fc.constant(`${RECEIVED}`)),
    ue_px: base64(unstruct),
    ue_pr: json(unstruct),
    cx: base64(entities),
    co: json(entities),
    url: mostly(fc.webUrl()),
    vp: mostly(fc.constant('800x600')),
    se_ac: anything,
    tr_id: anything,
    tr_tt: money,
  },
  ['e', 'duid'],
);

interface Dialect {
  event: fc.Arbitrary<unknown>;
  body(events: unknown[]): unknown;
  open(body: unknown): Opening;
}

const DIALECTS: Record<string, Dialect> = {
  segment: {
    event: segmentMessage,
    body: (batch) => ({ batch, sentAt: '2025-03-01T12:00:00Z' }),
    open: (body) => openSegment(body),
  },
  'ga4-mp': { event: ga4Event, body: (events) => ({ client_id: 'c1', events }), open: openGa4 },
  posthog: { event: posthogEvent, body: (batch) => ({ api_key: 'k', batch }), open: (body) => openPosthog(body) },
  snowplow: { event: snowplowEvent, body: (data) => ({ data }), open: openSnowplow },
};

describe.each(Object.entries(DIALECTS))('%s', (_, { event, body, open }) => {
  const parse = (events: unknown[]) => {
    const opened = open(body(events));
    if ('fault' in opened) throw new Error(opened.fault.detail);
    expect(opened.count).toBe(events.length);
    return opened.parse(context);
  };

  test('any events: no throw, one verdict each, the same each time, and none depends on its neighbours', () => {
    let stored = 0;
    let rejected = 0;
    const events = fc.array(fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: anything }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(events, (given) => {
        // As they would come over the wire, and no two alike to the letter: those are told apart by their order.
        const sent = [...new Set(given.map((one) => JSON.stringify(one)))].map((text) => JSON.parse(text) as unknown);
        const verdicts = parse(sent);
        expect(verdicts).toHaveLength(sent.length);
        expect(JSON.stringify(parse(sent))).toBe(JSON.stringify(verdicts));
        sent.forEach((one, i) => {
          expect(JSON.stringify(parse([one]))).toBe(JSON.stringify([verdicts[i]]));
        });
        for (const verdict of verdicts) {
          check(verdict);
          if (verdict.verdict === 'stored') stored += 1;
          else rejected += 1;
        }
      }),
      { numRuns: 700, seed: 20250301 },
    );
    // The corpus must reach both sides.
    expect(stored).toBeGreaterThan(300);
    expect(rejected).toBeGreaterThan(300);
  }, 60_000);

  test('any body whatever: opened or refused in a sentence, never thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        const opened = open(value);
        if ('fault' in opened) expect(opened.fault.detail).toMatch(/\.$/);
        else for (const verdict of opened.parse(context)) check(verdict);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  test('a bot is counted as one, whatever it sends', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(event, anything), { maxLength: 4 }), (events) => {
        const opened = open(body(JSON.parse(JSON.stringify(events)) as unknown[]));
        if ('fault' in opened) return;
        expect(opened.parse({ ...context, bot: true }).every(({ verdict }) => verdict === 'bot')).toBe(true);
      }),
      { numRuns: 100, seed: 9 },
    );
  });
});

test('any text is JSON for PostHog, or it is not', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.base64String(),
        fc.string().map((text) => `data=${text}`),
      ),
      (text) => {
        posthogJson(text);
      },
    ),
    { numRuns: 1000, seed: 3 },
  );
});

const WELL = /^[^\0\p{Surrogate}]*$/u;

function check(verdict: ParsedEvent): void {
  if (verdict.verdict === 'bot') return;
  if (verdict.verdict === 'rejected') {
    expect(verdict.rejection.reason).not.toBe('unreadable');
    expect(verdict.rejection.detail).toMatch(/\.$/);
    expect(verdict.raw.length).toBeLessThanOrEqual(8192);
    expect(verdict.raw + verdict.rejection.detail).toMatch(WELL);
    return;
  }
  const { row } = verdict;
  const texts = Object.values(row).flatMap((value) =>
    typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [],
  );
  for (const text of [...texts, ...Object.keys(row.props), ...Object.values(row.props), ...Object.keys(row.nums)]) {
    if (!WELL.test(text)) throw new Error(`a text is not clean: ${JSON.stringify(text.slice(0, 100))}`);
  }
  expect(row.name).not.toBe('');
  expect(row.visitor_id).not.toBe('');
  for (const decimal of [row.value, ...row['items.price']]) expect(decimal).toMatch(/^-?\d{1,14}\.\d{4}$/);
  for (const time of [row.time, row.client_time, row.sent_time]) expect(Number.isSafeInteger(time)).toBe(true);
}
