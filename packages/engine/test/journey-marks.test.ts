// What events say is laid beside stored journeys by time alone; it is what encoding all of them anew says, also where several things
// happen in the same millisecond, persons share devices, and orders are told of twice.
import { DEFAULT_MAP, journeyMapSchema, type Plan, planSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { askedConditions, metBy } from '../src/questions/asked-condition.ts';
import { type AskedPlan, askedJourneys } from '../src/questions/asked-journeys.ts';
import { saidUnderWay } from '../src/questions/journey-marks.ts';
import { personsInDoubt } from '../src/questions/persons-in-doubt.ts';
import { propertyOf, toldColumn } from '../src/questions/told-column.ts';
import { touchpointMarks } from '../src/questions/touchpoint-marks.ts';
import { encodeJourneys } from '../src/stitch/encode-journeys.ts';
import { type JourneysTable, openJourneysTable, storedJourneys, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, idle: '1d' }));
const uuid = (number: number) => `01957000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const EVENTS = ['page_view', 'view_item', 'add_to_cart', 'sign_up', 'purchase', 'web_vital'];
const COLOURS = ['red', 'green', 'blue'];
const SITES = Array.from({ length: 3 }, (_, seed) => ({
  ...{ site: `shop ${seed}`, timeZone: 'UTC', currency: 'EUR', map, names: ['sign_up'] },
  now: EPOCH + 1e9,
}));

/** Between the first days and the last ones. */
const SINCE = EPOCH + 2 * 86_400_000;

let table: JourneysTable;

/** Few moments, few persons on few devices, few orders: everything that may coincide does. */
function randomEvents(site: string, seed: number): TestEvent[] {
  const roll = dice(seed);
  return Array.from({ length: 700 }, (_, i) => {
    const name = pick(roll, EVENTS);
    const items = Array.from({ length: roll(4) === 0 ? 2 : 0 }, () => pick(roll, ['Lamps', 'Chairs']));
    const none = items.map(() => '');
    return {
      site,
      visitor_id: `visitor ${roll(60)}`,
      // Not in the order of time.
      event_id: uuid(roll(2) * 1000 + i),
      name,
      seq: roll(3),
      time: EPOCH + roll(4) * 86_400_000 + roll(5) * 1000 + roll(2),
      user_id: roll(12) === 0 ? `user ${roll(25)}` : '',
      order_id: name === 'purchase' && roll(3) > 0 ? `order ${roll(200)}` : '',
      props: roll(3) === 0 ? { colour: pick(roll, COLOURS) } : {},
      ...{ 'items.id': none, 'items.name': none, 'items.brand': none, 'items.category': items, 'items.variant': none },
      ...{ 'items.price': items.map(() => '1'), 'items.quantity': items.map(() => 1) },
    };
  });
}

beforeAll(async () => {
  table = await openJourneysTable();
  for (const [seed, site] of SITES.entries()) {
    await table.insertEvents(randomEvents(site.site, seed + 1));
    await table.stitch(site);
  }
});
afterAll(() => table.close());

const PLANS = (
  [
    { plan: 'stages', segment_by: 'props.colour' },
    { plan: 'stages', segment_by: 'props.colour', period: { from: new Date(SINCE).toISOString() } },
    { plan: 'matrix', by: 'items.category' },
    { plan: 'journeys', where: { 'props.colour': 'red' } },
    {
      plan: 'journeys',
      where: [{ touchpoint: ['view_item', 'purchase'], event: { 'props.colour': ['red', 'blue'] } }],
    },
    { plan: 'journeys', where: [{ event: { 'props.colour': 'green' }, never: true }, { touchpoint: 'sign_up' }] },
    { plan: 'journeys', where: [{ touchpoint: 'sign_up', never: true }] },
    { plan: 'retention', where: [{ touchpoint: 'purchase', event: { 'items.category': 'Lamps' } }] },
    { plan: 'matrix', by: 'props.colour', where: [{ event: { 'items.category': 'Chairs' } }] },
  ] as const
).map((plan) => planSchema.parse(plan) as AskedPlan);

test.each(PLANS)('$plan $where $segment_by $by: as if all were encoded anew', async (plan) => {
  let journeys = 0;
  for (const site of SITES) {
    const context = { ...site, journeys: storedJourneys(site) };
    const { journeys: asked, more = [] } = askedJourneys(plan, context);
    const columns = ['person_id', 'number', 'hex(s) AS hex', ...more].join(', ');
    // Of what began outside the period nothing has to be right.
    const looked = plan.period === undefined ? '1' : `start >= fromUnixTimestamp64Milli(${SINCE}, 'UTC')`;
    const order = 'ORDER BY person_id, number';
    const rows = await table.read({
      ...asked,
      text: `SELECT ${columns} FROM (${asked.text}) WHERE ${looked} ${order}`,
    });
    const conditions = askedConditions(plan.where, context);
    const by = propertyOf(plan as Plan);
    const told = by === undefined ? undefined : { by, column: toldColumn(plan) };
    const all = encodeJourneys(site, { kind: 'all' }, '0', (params) => touchpointMarks({ conditions, told }, params));
    const met = metBy(conditions);
    const expected = await table.read({
      ...all,
      text: `SELECT ${columns} FROM (SELECT *, toUInt8(${met}) AS met FROM (${all.text})) WHERE ${looked} ${more.includes('met') ? '' : 'AND met'} ${order}`,
    });
    expect(rows, site.site).toEqual(expected);
    journeys += rows.length;
  }
  expect(journeys).toBeGreaterThan(100);
});

test('they would notice if nobody were in doubt, and not everyone is', async () => {
  const doubt = { all: 0, wrong: 0, persons: 0 };
  for (const site of SITES) {
    const context = { ...site, journeys: storedJourneys(site) };
    const told = { by: 'props.colour', column: toldColumn({ plan: 'matrix' }) };
    const said = saidUnderWay(context, { conditions: [], told }, { from: null, to: null });
    const all = encodeJourneys(site, { kind: 'all' }, '0', (params) =>
      touchpointMarks({ conditions: [], told }, params),
    );
    const [row] = await table.read({
      params: { ...said.params, ...all.params },
      text: `SELECT toFloat64(count()) AS wrong FROM (${all.text}) AS anew LEFT JOIN (${said.text}) AS said USING (person_id, number)
WHERE anew.pairs != said.pairs`,
    });
    const inDoubt = personsInDoubt(context);
    const [persons] = await table.read({
      params: { ...context.journeys.params, ...inDoubt.params },
      text: `SELECT toFloat64(uniqExact(person_id)) AS persons, toFloat64(uniqExactIf(person_id, person_id IN (${inDoubt.text}))) AS doubted FROM (${context.journeys.text})`,
    });
    doubt.wrong += Number(row?.wrong);
    doubt.persons += Number(persons?.persons);
    doubt.all += Number(persons?.doubted);
  }
  expect(doubt.wrong).toBeGreaterThan(0);
  expect(doubt.all / doubt.persons).toBeGreaterThan(0.1);
  expect(doubt.all / doubt.persons).toBeLessThan(0.9);
});
