import { compileMap, compilePlan, journeysNow } from '@desirepath/engine';
import { type Answer, DEFAULT_MAP, journeyMapSchema, type Plan, type PlanInput, planSchema } from '@desirepath/schema';
import { openStore, type Store } from '@desirepath/store';
import { eventRow, frameOf, NOON, tempDir, uuid } from '@desirepath/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerText } from '../src/commands/answer-text.ts';

const DAY = 86_400_000;
const folder = tempDir('cli-answer-texts');
const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const period = { from: new Date(NOON).toISOString(), to: new Date(NOON + 7 * DAY).toISOString() };
const by = { period, segment_by: 'device' as const };

/** A question of every kind, with all that may be asked for beside. One that is added to the schema is asked here as well. */
const PLANS: { [K in Plan['plan']]: Extract<PlanInput, { plan: K }> } = {
  sessions: { plan: 'sessions', list: true },
  funnel: {
    plan: 'funnel',
    ...by,
    steps: ['view_item', 'purchase'],
    timing: true,
    trend: 'week',
    show: { step: 2, outcome: 'dropped' },
  },
  stages: { plan: 'stages', ...by, experience: true },
  paths: { plan: 'paths' },
  journeys: { plan: 'journeys' },
  constraint: { plan: 'constraint', ...by, history: 1, deviations: true },
  what_if: { plan: 'what_if', ...by, lifts: [{ stage: 'consideration', factor: 2 }] },
  flow: { plan: 'flow' },
  attribution: { plan: 'attribution' },
  retention: { plan: 'retention' },
  changes: { plan: 'changes', period },
  graph: { plan: 'graph' },
  variants: { plan: 'variants', limit: 1 },
  conformance: { plan: 'conformance' },
  surveys: { plan: 'surveys' },
  matrix: { plan: 'matrix', by: 'device' },
  compare: { plan: 'compare', ...by },
  compare_maps: { plan: 'compare_maps', ...by, map: { ...DEFAULT_MAP, name: 'Other', idle: '2d' } },
};

/** Two weeks: in the second, half of those who order no longer do. Half of the money is in euros. */
function rows(): ReturnType<typeof eventRow>[] {
  let number = 0;
  return Array.from({ length: 120 }, (_, index) => {
    const at = NOON + (index < 60 ? -5 : 2) * DAY + index * 60_000;
    const does = (after: number, name: string, more: Parameters<typeof eventRow>[0] = {}) =>
      eventRow({
        event_id: uuid(number++),
        visitor_id: `v${index}`,
        device: index % 3 === 0 ? 'mobile' : '',
        channel: index % 2 === 0 ? 'paid' : '',
        time: at + after,
        name,
        ...more,
      });
    const money = { order_id: `${index}`, value: '12.5000', currency: index % 4 < 2 ? 'EUR' : 'JPY' };
    const survey = { props: { name: 'how', kind: 'csat' }, nums: { score: 4 } };
    return [
      does(0, 'page_view'),
      does(1000, 'view_item'),
      does(1500, 'something_else'),
      ...(index < 60 || index % 2 === 0
        ? [does(2000, 'add_to_cart'), does(3000, 'purchase', money), does(4000, 'survey', survey)]
        : [does(2000, 'error')]),
    ];
  }).flat();
}

let store: Store;
beforeAll(async () => {
  store = await openStore({ path: folder.path });
  await store.migrate();
  await store.insert(frameOf('answers-1', rows()));
  await store.stitch({ site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: [] });
});
afterAll(async () => {
  await store?.close();
  folder.remove();
});

const site = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names: ['something_else'] };
const now = NOON + 7 * DAY;

function expectWords(kind: string, answer: Answer): void {
  const text = answerText(answer);
  expect(text.trim(), kind).not.toBe('');
  expect(text, kind).not.toMatch(/undefined|\bNaN\b|\[object|Infinity|\bnull\b/);
}

it('says every answer in words', async () => {
  for (const [kind, plan] of Object.entries(PLANS)) expectWords(kind, await store.ask(site, plan, now));
});

it('does so where there is nothing to tell', () => {
  const journeys = journeysNow(site, 'all');
  for (const [kind, plan] of Object.entries(PLANS)) {
    const question = compilePlan(planSchema.parse(plan), { ...site, now, journeys, other: { map, journeys } });
    expectWords(kind, question.answer({}));
  }
});
