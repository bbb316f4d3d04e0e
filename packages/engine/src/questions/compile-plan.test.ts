import { DEFAULT_MAP, journeyMapSchema, type PlanInput, planSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from '../map/compile-map.ts';
import { compilePlan } from './compile-plan.ts';

const context = {
  site: 'shop',
  timeZone: 'UTC',
  currency: 'EUR',
  map: compileMap(journeyMapSchema.parse(DEFAULT_MAP)),
  names: ['sign_up', "o'dd\nname"],
  now: Date.UTC(2026, 0, 8),
  journeys: { text: 'SELECT * FROM journeys WHERE site = {j_site:String}', params: { j_site: 'shop' } },
};
const queries = (plan: PlanInput) => compilePlan(planSchema.parse(plan), context).queries;

/** SQL is a contract with the server: a change of it should be meant. The tests in ../../test run questions of each kind. */
const PLANS: Record<string, PlanInput> = {
  'funnel: ordered': { plan: 'funnel', steps: ['view_item', ['add_to_cart', 'sign_up'], 'purchase'] },
  'funnel: ordered within a window': {
    plan: 'funnel',
    steps: ['view_item', 'purchase'],
    window: '14d',
    segment_by: 'returning',
  },
  'funnel: strict': { plan: 'funnel', steps: ['view_item', 'add_to_cart'], order: 'strict', by: 'person' },
  'funnel: strict within a window': { plan: 'funnel', steps: ['view_item', 'purchase'], order: 'strict', window: '1h' },
  'funnel: any order': { plan: 'funnel', steps: ['view_item', 'view_item', 'purchase'], order: 'any' },
  'funnel: any order within a window, by session': {
    plan: 'funnel',
    steps: ['view_item', ['view_item', 'purchase']],
    order: 'any',
    by: 'session',
    window: '1h',
    period: { last: '7d' },
    filter: { device: ['mobile'], country: ['DE', 'AT'] },
    segment_by: 'channel',
  },
  'funnel: steps with conditions': {
    plan: 'funnel',
    steps: [
      'view_item',
      { touchpoint: 'add_to_cart', optional: true, times: 2, within: '1h', without: 'page_view' },
      { touchpoint: 'purchase', where: { 'props.coupon': '*', 'nums.tax': { min: 1 } } },
    ],
    window: '7d',
  },
  'funnel: any order, steps with conditions': {
    plan: 'funnel',
    order: 'any',
    steps: ['view_item', { touchpoint: 'add_to_cart', optional: true, times: 2, within: '1h', without: 'page_view' }],
    window: '7d',
  },
  'funnel: with its timing, trend and persons': {
    plan: 'funnel',
    steps: ['view_item', 'purchase'],
    by: 'person',
    segment_by: 'channel',
    attribution: 'last',
    timing: true,
    trend: 'week',
    show: { step: 2, outcome: 'dropped', segment: 'email' },
    cursor: 'WzE3Njc4MzA0MDAwMDAsInU6MSIsMl0',
  },
  'paths: from the start': { plan: 'paths' },
  'paths: from a touchpoint': { plan: 'paths', from: "o'dd\nname", collapse: false, period: { last: '7d' } },
  'paths: back to one': { plan: 'paths', to: 'purchase', filter: { device: ["'; DROP TABLE journeys --"] } },
  'paths: between two': { plan: 'paths', from: 'view_item', to: 'purchase' },
  flow: { plan: 'flow', from: 'view_item', filter: { device: ['mobile'] } },
  graph: { plan: 'graph', collapse: true, period: { last: '7d' } },
  changes: { plan: 'changes', filter: { device: ['mobile'] } },
  retention: { plan: 'retention', cohort: 'month', returns: 'goal', after_goal: true, period: { last: '90d' } },
  attribution: { plan: 'attribution', by: 'campaign', period: { last: '30d' } },
  'what if': { plan: 'what_if', lifts: [{ stage: 'basket', factor: 1.1 }] },
  'variants: every view is a way': {
    plan: 'variants',
    view: 'stages',
    filter: { device: ['mobile'] },
    period: { last: '7d' },
  },
  'variants: exact': { plan: 'variants', view: 'exact' },
  conformance: { plan: 'conformance', period: { last: '7d' }, filter: { channel: ['email'] } },
  surveys: { plan: 'surveys', period: { last: '30d' }, filter: { device: ['mobile'] } },
  'journeys: the first page': { plan: 'journeys' },
  'journeys: a later page': {
    plan: 'journeys',
    visitor: 'v',
    person: 'u:1',
    cursor: 'WzE3Njc4MzA0MDAwMDAsInU6MSIsMl0',
    filter: { returning: ['new'] },
  },
};

test.each(Object.keys(PLANS))('%s', (title) => {
  const plan = PLANS[title];
  if (plan === undefined) throw new Error('There is no such plan.');
  const shown = Object.entries(queries(plan)).map(
    ([name, { text, params }]) => `-- ${name}\n${text}\n-- ${JSON.stringify(params)}`,
  );
  expect(shown.join('\n\n')).toMatchSnapshot();
});

test('no value of a plan stands in the text of its queries', () => {
  for (const { text } of Object.values(queries(PLANS['paths: back to one'] ?? { plan: 'paths' }))) {
    expect(text).not.toContain('DROP TABLE');
  }
});

test('what cannot be asked is refused, with the field', () => {
  const refusal = (plan: PlanInput): string => {
    try {
      queries(plan);
      return 'accepted';
    } catch (error) {
      return `${(error as { field: string }).field}: ${(error as Error).message}`;
    }
  };
  expect(refusal({ plan: 'funnel', steps: ['view_item', ['purchase', 'byu']] })).toMatch(
    /^steps\.1\.1: There is no touchpoint or event "byu"; /,
  );
  expect(refusal({ plan: 'paths', from: 'add_to_card' })).toMatch(/^from: .*did you mean "add_to_cart"/);
  expect(refusal({ plan: 'journeys', filter: { returning: ['yes'] } })).toBe(
    'filter.returning: "yes" is no value of the dimension "returning"; write "new" or "returning".',
  );
  const shared = Array.from({ length: 13 }, (_, i) => ['purchase', context.map.touchpoints[i]?.id ?? '']);
  expect(refusal({ plan: 'funnel', order: 'any', steps: shared.slice(0, 12) })).toBe('accepted');
  expect(refusal({ plan: 'funnel', order: 'any', steps: shared })).toMatch(
    /^steps: 13 different steps share touchpoints in more than 4096 ways, .*; ask for "ordered"/,
  );
});
