import { expect, test } from 'vitest';
import { openGa4 } from './open-ga4.ts';
import { validationMessages } from './validation-messages.ts';

const RECEIVED = Date.UTC(2025, 2, 1, 12);

function parse(body: unknown, received = RECEIVED) {
  const opened = openGa4(body);
  if ('fault' in opened) throw new Error(opened.fault.detail);
  return opened.parse({ site: 'shop', lane: 'server', received });
}

function rowOf(body: unknown, received?: number) {
  const [verdict] = parse(body, received);
  if (verdict?.verdict !== 'stored') throw new Error(JSON.stringify(verdict));
  return verdict.row;
}

test('what has a place of its own goes there, the rest is a property', () => {
  const params = {
    page_location: 'https://shop.example/a',
    session_id: '17',
    engagement_time_msec: 100,
    currency: 'EUR',
    value: 5,
    tier: 'gold',
  };
  const body = {
    client_id: '12.34',
    user_id: 'u1',
    timestamp_micros: `${RECEIVED - 5000}123`,
    user_properties: { plan: { value: 'pro' }, email: { value: 'a@b.example' } },
    user_location: { country_id: 'DE' },
    events: [{ name: 'add_to_cart', params }],
  };
  expect(rowOf(body)).toMatchObject({
    visitor_id: '12.34',
    user_id: 'u1',
    session_hint: '17',
    path: '/a',
    country: 'DE',
    value: '5.0000',
    time: RECEIVED - 5000,
    props: { tier: 'gold', 'traits.plan': 'pro' },
    nums: { engagement_time_msec: 100 },
  });
});

test('with a time of its own an event sent again is the same; without one it is a new one', () => {
  const timed = { client_id: 'c', events: [{ name: 'x', timestamp_micros: RECEIVED * 1000 }] };
  expect(rowOf(timed, RECEIVED + 9).event_id).toBe(rowOf(timed).event_id);
  const untimed = { client_id: 'c', events: [{ name: 'x' }] };
  expect(rowOf(untimed, RECEIVED + 9).event_id).not.toBe(rowOf(untimed).event_id);
  const { events } = timed;
  expect(rowOf({ client_id: 'd', events }).event_id).not.toBe(rowOf(timed).event_id);
});

test('the debug address says where the fault is', () => {
  const events = [
    { name: 'ok' },
    { name: 'purchase', params: { currency: 'coins' } },
    {},
    { name: 'x', timestamp_micros: 'y' },
  ];
  expect(validationMessages(parse({ client_id: 'c', events }))).toMatchObject([
    { fieldPath: 'events.1.params.currency', validationCode: 'VALUE_INVALID' },
    { fieldPath: 'events.2.name', validationCode: 'VALUE_INVALID' },
    { fieldPath: 'timestamp_micros', validationCode: 'VALUE_OUT_OF_BOUNDS' },
  ]);
  expect(validationMessages(parse({ events: [{ name: 'x' }] }))).toMatchObject([{ fieldPath: 'client_id' }]);
});

test('what a request says of its user counts with each of its events', () => {
  const tiers = Object.fromEntries(Array.from({ length: 40 }, (_, no) => [`tier_${no}`, { value: '…'.repeat(500) }]));
  const body = { client_id: 'c', user_properties: tiers, events: [{ name: 'x' }, { name: 'y' }] };
  expect(parse(body)).toMatchObject([{ rejection: { reason: 'too_large' } }, { rejection: { reason: 'too_large' } }]);
});
