import type { ClientEvent } from '@desirepath/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../normalise/refusal.ts';
import { toEventRow } from '../normalise/to-event-row.ts';
import { sharedOf, strictEvent } from './parse-native.ts';
import { plainEvent } from './plain-event.ts';

const text = fc.oneof(
  fc.constantFrom('', 'x', 'x'.repeat(40), 'x'.repeat(41), 'x'.repeat(80), 'x'.repeat(81), 'é'.repeat(100)),
  fc.constantFrom('x'.repeat(101), 'x'.repeat(200), 'x'.repeat(201), '\ud800', '😀'.repeat(50), '😀'.repeat(51)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 4294967295, 4294967296, 2 ** 53, 2 ** 53 + 2, 1e308, 5e-324, -1e9),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.double(),
);
const odd = fc.oneof(
  fc.constantFrom(null, undefined, true, [], {}, [1, 2], [1, 2, 3], [1, '2'], ['a'], 1732222222000),
  number,
  text,
);
const usually = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: odd });
const maybe = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
const word = fc.oneof({ weight: 30, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) }, text);
const size = fc.oneof({ weight: 30, arbitrary: fc.integer() }, number);
const page = usually(maybe({ url: usually(fc.webUrl()), title: usually(word), referrer: usually(word), extra: odd }));
const campaign = usually(
  maybe(
    Object.fromEntries(['source', 'medium', 'name', 'term', 'content', 'click_id'].map((one) => [one, usually(word)])),
  ),
);
const said = {
  visitor: usually(fc.constantFrom('v1', 'v'.repeat(200))),
  user_id: usually(fc.constantFrom('u1', null)),
  session: usually(word),
  tab: usually(word),
  page,
  campaign,
  language: usually(fc.constantFrom('de', 'en-GB')),
  viewport: usually(fc.tuple(size, size)),
  device: usually(word),
  browser: usually(word),
  os: usually(word),
  country: usually(word),
  channel: usually(word),
};
const uuid = fc.oneof(
  { weight: 20, arbitrary: fc.uuid() },
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  fc.uuid().map((id) => `${id} `),
);
const event = fc.record(
  {
    id: usually(uuid),
    name: usually(fc.constantFrom('page_view', 'n'.repeat(100))),
    time: usually(fc.oneof({ weight: 20, arbitrary: fc.constantFrom(1732222222000, '2025-03-01T10:00:00Z') }, number)),
    seq: usually(fc.oneof({ weight: 20, arbitrary: fc.nat() }, number)),
    stranger: odd,
    ...said,
  },
  { requiredKeys: ['id', 'name', 'time'] },
);

const CONTEXT = { site: 'shop', lane: 'browser', received: 1732222222000, fallbackVisitor: () => 'day' } as const;

test('what is taken without the schema the schema takes too, and makes the same row of it', () => {
  let plain = 0;
  let strict = 0;
  fc.assert(
    fc.property(event, maybe(said), (one, envelope) => {
      const shared = sharedOf(envelope);
      const fast = plainEvent(one, shared, {});
      if (fast === undefined) {
        strict += 1;
        return;
      }
      plain += 1;
      expect(outcome(fast)).toEqual(outcome(strictEvent(one, shared, {})));
    }),
    { numRuns: 10_000, seed: 4 },
  );
  expect(plain).toBeGreaterThan(2000);
  expect(strict).toBeGreaterThan(2000);
});

function outcome(checked: ClientEvent): unknown {
  try {
    return toEventRow(checked, { sentAt: undefined, sdk: '' }, CONTEXT);
  } catch (error) {
    if (error instanceof Refusal) return error.rejection;
    throw error;
  }
}
