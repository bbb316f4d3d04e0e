import { type AnswerTo, answerSchema, DEFAULT_MAP, journeyMapSchema, type PlanInput } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable, type TestEvent } from './journeys-table.ts';
import { dice, EPOCH, pick } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse({ ...DEFAULT_MAP, session_on_campaign: false, idle: '30d' }));
const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [] };
const uuid = (number: number) => `01957000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const HOUR = 3_600_000;
const TOLD = {
  channel: ['email', 'paid', 'organic', ''],
  source: ['google', 'news', ''],
  campaign: ['spring', 'sale', ''],
};

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  const roll = dice(31);
  const events: TestEvent[] = [];
  for (let person = 0; person < 200; person++) {
    // Some shop on two devices, with sessions of both at once.
    const devices = pick(roll, [1, 1, 2]);
    for (let device = 0; device < devices; device++) {
      let time = EPOCH + roll(3) * 60_000;
      for (let session = 0; session < 1 + roll(4); session++) {
        const came = {
          channel: pick(roll, TOLD.channel),
          source: pick(roll, TOLD.source),
          campaign: pick(roll, TOLD.campaign),
        };
        const push = (name: string, more: Record<string, unknown> = {}) => {
          const own = { site: 'shop', visitor_id: `v${person} ${device}`, user_id: devices > 1 ? `u${person}` : '' };
          events.push({ ...own, event_id: uuid(events.length), name, time, ...more });
          time += pick(roll, [0, 1, 60_000, 240_000]);
        };
        // The first touchpoint need not tell it, and what a later one tells is not the session's.
        push('page_view', roll(3) === 0 ? {} : came);
        push('view_item', came);
        // A purchase closes the journey; who looks on is in the next one, in the same session.
        if (roll(3) === 0) push('purchase', { order_id: `o${events.length}`, value: '10', currency: 'EUR' });
        if (roll(2) === 0) push('view_item', { channel: 'later', source: 'later', campaign: 'later' });
        time += pick(roll, [2, 30, 200]) * HOUR;
      }
    }
  }
  await table.insertEvents(events);
  await table.stitch(site);
});
afterAll(() => table.close());

async function ask<P extends PlanInput>(plan: P): Promise<AnswerTo<P['plan']>> {
  return answerSchema.parse(await table.ask({ ...site, now: EPOCH + 5000 * HOUR }, plan)) as AnswerTo<P['plan']>;
}

const funnel = (more: Record<string, unknown>) =>
  ask({ plan: 'funnel', by: 'session', steps: ['page_view', 'view_item'], ...more });
const PERIODS = [{}, { period: { from: new Date(EPOCH + 20 * HOUR).toISOString() } }];

test.each(Object.entries(TOLD))('a session has a %s of its own, the same for both plans', async (dimension, values) => {
  for (const period of dimension === 'channel' ? PERIODS : [{}]) {
    const segments = new Map<string, number>();
    for (const value of [...values, 'later']) {
      const asked = { filter: { [dimension]: [value] }, ...period };
      const { sessions } = await ask({ plan: 'sessions', ...asked });
      expect((await funnel(asked)).steps[0]?.count, JSON.stringify(asked)).toBe(sessions);
      if (sessions > 0) segments.set(value, sessions);
    }
    expect(segments.size).toBeGreaterThan(2);
    const answer = await funnel({ segment_by: dimension, ...period });
    expect(Object.fromEntries(answer.segments.map(({ segment, steps }) => [segment, steps[0]?.count]))).toEqual(
      Object.fromEntries(segments),
    );
  }
});

test('a session returns unless it is the first one of its person', async () => {
  const { persons } = await funnel({ show: { step: 1 }, limit: 10_000 });
  const fresh = new Set(persons.map(({ person }) => person)).size;
  for (const [value, count] of [
    ['new', fresh],
    ['returning', persons.length - fresh],
  ] as const) {
    expect((await funnel({ filter: { returning: [value] } })).steps[0]?.count).toBe(count);
  }
});
