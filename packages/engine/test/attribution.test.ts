import { type AttributionAnswer, attributionAnswerSchema, DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removalEffects } from '../src/attribution/removal-effects.ts';
import { compileMap, journeysNow } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, session_on_campaign: false }));
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [] };
const uuid = (number: number) => `01957000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const HOUR = 3_600_000;

let table: JourneysTable;
/** Each visitor's sessions up to a purchase, or all of them. */
const paths: { channels: string[]; converted: number; value: number; dollars: number; device: string }[] = [];
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(6);
  const events: TestEvent[] = [];
  for (let visitor = 0; visitor < 500; visitor++) {
    const channels = Array.from({ length: 1 + roll(4) }, () => pick(roll, ['email', 'paid_search', 'organic', '']));
    const buys = roll(3) === 0;
    const device = pick(roll, ['mobile', 'desktop']);
    for (const [i, channel] of channels.entries()) {
      const base = { site: 'shop', visitor_id: `v${visitor}`, device };
      const time = EPOCH + i * HOUR;
      const push = (more: Record<string, unknown>, after: number) =>
        events.push({ ...base, event_id: uuid(events.length), name: 'view_item', time: time + after, ...more });
      // What a session is told first is its channel.
      push({ channel: roll(2) === 0 ? '' : channel }, 0);
      push({ channel }, 1000);
      if (channel !== '') push({ channel: 'later' }, 2000);
      if (buys && i === channels.length - 1)
        push(
          { name: 'purchase', order_id: `o${visitor}`, value: '10.5', currency: visitor % 5 === 0 ? 'USD' : 'EUR' },
          3000,
        );
    }
    paths.push({
      channels: channels.map((channel) => channel || '(none)'),
      converted: buys ? 1 : 0,
      value: buys && visitor % 5 !== 0 ? 10.5 : 0,
      dollars: buys && visitor % 5 === 0 ? 10.5 : 0,
      device,
    });
  }
  await table.insertEvents(events);
});
afterAll(() => table.close());

async function ask(more: Record<string, unknown> = {}, of = site): Promise<AttributionAnswer> {
  const context = { ...of, now: EPOCH + 1000 * HOUR, journeys: journeysNow(of, 'all') };
  return attributionAnswerSchema.parse(await table.ask(context, { plan: 'attribution', ...more }));
}

/** Probability to convert, by following the crowd for a long time; a removed channel is where journeys end. */
function crowd(all: typeof paths, removed?: string): number {
  const from = new Map<string, { to: Map<string, number>; all: number }>();
  const note = (a: string, b: string) => {
    const state = from.get(a) ?? { to: new Map<string, number>(), all: 0 };
    from.set(a, state);
    state.to.set(b, (state.to.get(b) ?? 0) + 1);
    state.all++;
  };
  for (const { channels, converted } of all) {
    for (const [i, channel] of ['>', ...channels].entries()) note(channel, channels[i] ?? (converted ? '!' : '.'));
  }
  let here = new Map([['>', 1]]);
  let won = 0;
  for (let step = 0; step < 400; step++) {
    const next = new Map<string, number>();
    for (const [state, mass] of here) {
      for (const [to, count] of from.get(state)?.to ?? []) {
        const flow = (mass * count) / (from.get(state)?.all ?? 1);
        if (to === '!') won += flow;
        else if (to !== '.' && to !== removed) next.set(to, (next.get(to) ?? 0) + flow);
      }
    }
    here = next;
  }
  return won;
}

test.each([undefined, ['mobile']])('credits equal a naive walk of every journey (%s)', async (device) => {
  const answer = await ask(device === undefined ? {} : { filter: { device } });
  const all = paths.filter((path) => device === undefined || device.includes(path.device));
  const converted = all.filter((path) => path.converted > 0);
  const total = (pick: (path: (typeof paths)[number]) => number) => all.reduce((sum, path) => sum + pick(path), 0);
  expect([answer.journeys, answer.converted, answer.value.amount]).toEqual([
    all.length,
    converted.length,
    total(({ value }) => value),
  ]);
  expect(answer.channels.map(({ channel }) => channel).toSorted()).toEqual([
    '(none)',
    'email',
    'organic',
    'paid_search',
  ]);
  const whole = crowd(all);
  const others = (amount: number) => (amount === 0 ? [] : [{ currency: 'USD', amount: expect.closeTo(amount, 6) }]);
  expect(answer.value.other).toEqual(others(total(({ dollars }) => dollars)));
  for (const one of answer.channels) {
    const is = (channel: string | undefined) => (channel === one.channel ? 1 : 0);
    const credit = (share: (channels: string[]) => number) => ({
      journeys: expect.closeTo(
        converted.reduce((sum, { channels }) => sum + share(channels), 0),
        9,
      ),
      value: expect.closeTo(
        converted.reduce((sum, { channels, value }) => sum + value * share(channels), 0),
        6,
      ),
      other: others(converted.reduce((sum, { channels, dollars }) => sum + dollars * share(channels), 0)),
    });
    const linear = (channels: string[]) => channels.filter(is).length / channels.length;
    expect(one).toMatchObject({
      journeys: total(({ channels }) => Math.max(...channels.map(is))),
      first: credit((channels) => is(channels[0])),
      last: credit((channels) => is(channels.at(-1))),
      linear: credit(linear),
      position: credit((channels) =>
        channels.length < 3
          ? linear(channels)
          : 0.4 * is(channels[0]) +
            0.4 * is(channels.at(-1)) +
            (0.2 * channels.slice(1, -1).filter(is).length) / (channels.length - 2),
      ),
      removal_effect: expect.closeTo(1 - crowd(all, one.channel) / whole, 9),
    });
  }
  for (const model of ['first', 'last', 'linear', 'position', 'removal'] as const) {
    expect(answer.channels.reduce((sum, one) => sum + one[model].journeys, 0)).toBeCloseTo(converted.length, 9);
    expect(answer.channels.reduce((sum, one) => sum + one[model].value, 0)).toBeCloseTo(answer.value.amount, 6);
    const dollars = answer.channels.reduce((sum, one) => sum + (one[model].other[0]?.amount ?? 0), 0);
    expect(dollars).toBeCloseTo(answer.value.other[0]?.amount ?? 0, 6);
  }
});

test('an order that two journeys have is the one that began first', async () => {
  const bought = (visitor: string, channel: string, time: number): TestEvent => ({
    site: 'twice',
    visitor_id: visitor,
    event_id: uuid(1_000_000 + time),
    name: 'purchase',
    time: EPOCH + time,
    channel,
    order_id: 'the same',
    value: '20',
    currency: 'EUR',
  });
  await table.insertEvents([bought('b', 'email', 1), bought('a', 'organic', 2)]);
  const answer = await ask({}, { ...site, site: 'twice' });
  expect([answer.converted, answer.value.amount]).toEqual([2, 20]);
  expect(Object.fromEntries(answer.channels.map(({ channel, last }) => [channel, last.value]))).toEqual({
    email: 20,
    organic: 0,
  });
});

test('a channel without which nothing converts has the whole effect; where nothing converts, none has any', () => {
  expect([...removalEffects([{ channels: ['a', 'b'], journeys: 10, converted: 4 }])]).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  expect([...removalEffects([{ channels: ['a', 'a'], journeys: 10, converted: 0 }])]).toEqual([['a', 0]]);
  expect(removalEffects([]).size).toBe(0);
});
