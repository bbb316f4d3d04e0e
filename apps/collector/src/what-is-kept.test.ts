// What is stored of odd events, and what of none.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiptIn } from '../test/answers.ts';
import { CHROME, envelope, event, type Opened } from '../test/open-collector.ts';
import { storedCollectors } from '../test/stored-collectors.ts';

const { open, close, read, storedIds } = await storedCollectors('what-is-kept');
let opened: Opened;

beforeEach(async () => {
  opened = await open();
});
afterEach(() => close(opened));

test('the data of a person that a shop sends for enhanced conversions is kept nowhere, in no dialect, refused or not', async () => {
  const user_data = {
    email: 'sha',
    phone_number: '+3247012',
    address: { first_name: 'Ada', city: 'Ghent', deep: { a: { b: {} } } },
  };
  const params = {
    step: 1,
    user_data,
    eventModel: { user_data, method: 'card' },
    'user_data.city': 'Ghent',
    user_data_mode: 'auto',
  };
  const fine = event({ name: 'add_payment_info', params });
  const refused = event({ params, time: 'never' });
  await opened.send(envelope([fine, refused]));
  const { app } = opened.collector;
  const answer = await app.request('/mp/collect?measurement_id=G-1&api_secret=shop_write_key', {
    method: 'POST',
    headers: { 'user-agent': CHROME },
    body: JSON.stringify({ client_id: 'of.ga4', user_data, events: [{ name: 'add_payment_info', params }] }),
  });
  expect(answer.status).toBe(204);
  await opened.collector.drain();
  const rows = await read<{ props: object; nums: object }>(
    "SELECT props, nums FROM events WHERE event_id = {id:UUID} OR visitor_id = 'of.ga4'",
    { id: fine.id },
  );
  const kept = { props: { 'eventModel.method': 'card', user_data_mode: 'auto' }, nums: { step: 1 } };
  expect(rows).toEqual([kept, kept]);
  const [reject] = await read<{ raw: string }>('SELECT raw FROM rejects WHERE event_id = {id:String}', {
    id: refused.id,
  });
  expect(JSON.parse(reject?.raw ?? '').params).toEqual({
    step: 1,
    eventModel: { method: 'card' },
    user_data_mode: 'auto',
  });
});

test('what is nasty to others is stored here as it is', async () => {
  const nasty = [
    event({ params: JSON.parse('{"a.b":1,"a":{"b":2},"__proto__":{"x":1},"\\u0000":"\\ud800","":"empty"}') }),
    event({
      name: 'na\ud83d"\\\'\n\t\u2028me',
      visitor: '{"}',
      page: { url: 'https://x/\u0001?{a:String}', title: '\ufeff' },
    }),
    event({ params: { n: 1.7976931348623157e308, tiny: 5e-324, minus: -0 } }),
    event({ time: 0, seq: 4294967295 }),
    event({ time: 8.64e15 }),
    event({
      params: {
        items: [{ price: '99999999999999.9999', quantity: 4294967295 }],
        value: -99999999999999,
        currency: 'EUR',
      },
    }),
  ];
  expect((await receiptIn(await opened.send(envelope(nasty, { user_id: 'ünï\u0000' })))).counts.stored).toBe(
    nasty.length,
  );
  await opened.collector.drain();
  expect((await storedIds(nasty.map(({ id }) => id))).sort()).toEqual(nasty.map(({ id }) => id as string).sort());
  const [row] = await read<{ props: object; nums: object }>(
    'SELECT props, nums FROM events WHERE event_id = {id:UUID}',
    { id: nasty[0]?.id },
  );
  expect(row).toEqual({ props: { '\uFFFD': '\uFFFD', '': 'empty' }, nums: { 'a.b': 1, 'a.b#2': 2, '__proto__.x': 1 } });
});
