import { join } from 'node:path';
import { type Answer, type AnswerTo, answerSchema, type Plan, type PlanInput, planSchema } from '@desirepath/schema';
import { type ClickHouseServer, frameOf, startClickHouse, tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../src/open-store.ts';
import type { Store } from '../src/store.ts';
import { ADVERSARIAL } from './adversarial.ts';
import { ASKED_AT, buys, NEW_NAMES, nastyShop, WEEK, worth } from './nasty-shop.ts';
import { contextOf, OTHER_FILE } from './shop.ts';

// Every plan there is, asked of either kind of store about a shop whose every word is a nasty one.
const SITE = 'plans';
/** A condition takes no longer ones: who has one is left out by it. */
const WANTED = ADVERSARIAL.filter((text) => text.length <= 500);
const ALL = WANTED.toSorted();
const BUYERS = WANTED.filter((text) => buys(ADVERSARIAL.indexOf(text))).toSorted();
/** Those that the chain judges on their own, by their bytes, as all are as large. */
const JUDGED = WANTED.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).slice(0, 23);

const week = (among: readonly string[]) => ({
  period: WEEK,
  filter: { channel: [...among], source: [...among], device: [...among], os: [...among] },
});
// Journeys that are asked for by what happened in them are made anew for each query, which takes half a second.
const those = week(WANTED);
const met = { ...week(ADVERSARIAL), where: { 'props.text': { is: WANTED } } };
const chain = { segment_by: 'campaign' as const, draws: 200 };

/** A question of every kind, about the same journeys. A kind that is added to the schema has to be asked here as well. */
const PLANS: { [K in Plan['plan']]: Extract<PlanInput, { plan: K }> } = {
  sessions: { plan: 'sessions', ...met, list: true },
  funnel: {
    plan: 'funnel',
    ...those,
    steps: ['page', ...ADVERSARIAL, 'product', 'order'],
    segment_by: 'campaign',
    show: { step: ADVERSARIAL.length + 3 },
  },
  stages: { plan: 'stages', ...those, segment_by: 'campaign', experience: true },
  paths: { plan: 'paths', ...met, from: ADVERSARIAL[15] ?? '', depth: 20 },
  journeys: { plan: 'journeys', ...met, limit: 1000 },
  constraint: { plan: 'constraint', ...those, ...chain, history: 1, deviations: true },
  what_if: {
    plan: 'what_if',
    ...those,
    ...chain,
    history: 1,
    lifts: JUDGED.map((segment) => ({ stage: 'choose', to: 1, segment })),
  },
  flow: { plan: 'flow', ...met, from: ADVERSARIAL[15] ?? '', depth: 20 },
  attribution: { plan: 'attribution', ...met, by: 'campaign' },
  retention: { plan: 'retention', ...met },
  changes: { plan: 'changes', ...met, limit: 100 },
  graph: { plan: 'graph', ...those },
  variants: { plan: 'variants', ...those },
  conformance: { plan: 'conformance', ...met, limit: 100 },
  surveys: { plan: 'surveys', ...met, limit: 100 },
  matrix: { plan: 'matrix', ...those, by: 'campaign', limit: 500 },
  compare: { plan: 'compare', ...those, ...chain },
  compare_maps: { plan: 'compare_maps', ...those, ...chain, map: OTHER_FILE, limit: 100 },
};
const KINDS = Object.keys(PLANS) as Plan['plan'][];

type Answers = { [K in Plan['plan']]: AnswerTo<K> };

const folder = tempDir('store-plans');
let server: ClickHouseServer;
const stores: Store[] = [];
let answers: Answers;
beforeAll(async () => {
  server = await startClickHouse(join(folder.path, 'server'));
  stores.push(await openStore({ url: server.url }), await openStore({ path: join(folder.path, 'embedded') }));
  for (const store of stores) await store.migrate();
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await server?.kill();
  folder.remove();
});

async function askAll(store: Store): Promise<Answers> {
  const { before, after } = nastyShop(SITE);
  for (const [index, rows] of [before, after].entries()) {
    await store.insert(frameOf(`plans-${index}`, rows));
    await store.stitch(await contextOf(store, SITE));
  }
  const context = await contextOf(store, SITE);
  const answers: Record<string, Answer> = {};
  for (const kind of KINDS) answers[kind] = await store.ask(context, PLANS[kind], ASKED_AT);
  return answers as Answers;
}

it('answers every plan, whichever kind of store is asked', async () => {
  expect(KINDS.toSorted()).toEqual(planSchema.options.map(({ shape }) => shape.plan.value).toSorted());
  const [one, other] = await Promise.all(stores.map(askAll));
  answers = one as Answers;
  for (const kind of KINDS) {
    expect(answerSchema.parse(answers[kind]), kind).toStrictEqual(answers[kind]);
    expect(answers[kind]).toMatchObject({ plan: kind, site: SITE });
  }
  expect(other).toEqual(answers);
});

it('tells every text as it is, whatever is asked', () => {
  const { funnel, stages, paths, journeys, constraint, what_if, flow, attribution, changes, graph } = answers;
  const { variants, conformance, surveys, matrix, compare_maps, sessions } = answers;
  const walk = ['page', ...ADVERSARIAL, 'product'];
  const names = ADVERSARIAL.toSorted();
  expect(sessions.list.map(({ visitor, source, campaign, device }) => [visitor, source, campaign, device])).toEqual(
    sessions.list.map(({ visitor }) => Array(4).fill(visitor)),
  );
  expect(sessions.list.map(({ visitor }) => visitor).toSorted()).toEqual(ALL);
  expect(funnel.steps.map(({ step }) => step)).toEqual([...walk, 'order'].map((name) => [name]));
  expect(funnel.segments.map(({ segment }) => segment).toSorted()).toEqual(ALL);
  expect(funnel.persons.map(({ person, segment }) => [person, segment]).toSorted()).toEqual(
    BUYERS.map((text) => [`u:${text}`, text]).toSorted(),
  );
  expect(stages.segments.map(({ segment }) => segment).toSorted()).toEqual(ALL);
  const tail = [...ADVERSARIAL.slice(15), 'product'].slice(0, 20);
  expect(paths.paths[0]?.touchpoints.slice(0, tail.length)).toEqual(tail);
  expect(flow.nodes.filter(({ step }) => step <= tail.length).map(({ touchpoint }) => touchpoint)).toEqual(tail);
  expect(journeys.journeys.map(({ person }) => person).toSorted()).toEqual(ALL.map((text) => `u:${text}`).toSorted());
  for (const { person, visitors, device, channel, touchpoints } of journeys.journeys) {
    expect([visitors, device, channel].flat()).toEqual(Array(3).fill(person.slice(2)));
    expect(touchpoints.slice(0, walk.length).map(({ touchpoint }) => touchpoint)).toEqual(walk);
  }
  for (const { segments } of constraint.candidates) {
    expect(segments.map(({ segment }) => segment).toSorted()).toEqual([...JUDGED, '(other)'].toSorted());
  }
  expect(what_if.lifts.map(({ segment }) => segment)).toEqual(JUDGED);
  expect(attribution.channels.map((one) => one.channel).toSorted()).toEqual(ALL);
  const told = changes.changes.filter(({ kind, change }) => kind === 'transition' && change === 'new');
  const news = told.map(({ touchpoints }) => touchpoints[1]);
  expect(news.toSorted()).toEqual([...ADVERSARIAL.slice(0, NEW_NAMES + 1), 'review'].toSorted());
  expect(graph.nodes.map(({ touchpoint }) => touchpoint)).toEqual(expect.arrayContaining(names));
  for (const { touchpoints } of variants.list) expect(touchpoints.slice(0, walk.length)).toEqual(walk);
  for (const { deviations } of [conformance, compare_maps]) {
    const inserted = deviations.filter(({ kind }) => kind === 'inserted').map(({ touchpoint }) => touchpoint);
    expect(inserted).toEqual(expect.arrayContaining(names));
  }
  expect(surveys.surveys.map(({ name }) => name).toSorted()).toEqual(BUYERS);
  for (const { name, choices } of surveys.surveys) expect(choices).toEqual([{ choice: name, answers: 1 }]);
  expect(matrix.values.map(({ value }) => value).toSorted()).toEqual(ALL);
});

it('counts the same journeys, orders and money in every plan', () => {
  const { funnel, stages, paths, journeys, constraint, what_if, flow, attribution, retention, changes } = answers;
  const { graph, variants, conformance, surveys, matrix, compare, compare_maps, sessions } = answers;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const all = WANTED.length;
  for (const answer of [stages, paths, flow, attribution, changes, graph, variants, conformance, matrix]) {
    expect(answer.journeys, answer.plan).toBe(all);
  }
  expect([changes.journeys_before, compare.before.journeys, compare.after.journeys]).toEqual([all, all, all]);
  expect([journeys.total, sessions.sessions, retention.persons, compare_maps.own.journeys]).toEqual(Array(4).fill(all));
  expect(funnel.steps.map(({ count }) => count)).toEqual([...Array(ADVERSARIAL.length + 2).fill(all), BUYERS.length]);
  expect(variants.list.map((one) => one.journeys).toSorted()).toEqual([BUYERS.length, all - BUYERS.length].toSorted());
  // Who bought goes on for longer than the path is deep.
  expect(paths.paths.map(({ count }) => count).toSorted()).toEqual([BUYERS.length, all - BUYERS.length].toSorted());
  expect([flow.nodes[0]?.count, graph.starts[0]?.journeys]).toEqual([all, all]);
  const entered = [all, all, BUYERS.length, BUYERS.length];
  expect(stages.stages.map((stage) => stage.entered)).toEqual(entered);
  expect(matrix.stages.map((stage) => stage.entered)).toEqual(entered);
  expect(compare.stages.map(({ after }) => after.entered)).toEqual(entered);
  expect(compare_maps.stages.flatMap(({ own }) => own?.entered ?? [])).toEqual(entered);
  for (const { number, segments } of constraint.candidates) {
    expect(sum(segments.map((segment) => segment.entered))).toBeCloseTo(entered[number - 1] ?? -1, 9);
  }
  expect(constraint.throughput).toBeCloseTo(BUYERS.length, 9);
  // Expected over the draws, not counted.
  expect(Math.abs(what_if.orders / BUYERS.length - 1)).toBeLessThan(0.2);
  expect([attribution.converted, stages.orders, surveys.surveys.length, funnel.total]).toEqual(
    Array(4).fill(BUYERS.length),
  );
  expect(sum(journeys.journeys.map(({ orders }) => orders))).toBe(BUYERS.length);
  expect(sum(matrix.values.map(({ orders }) => orders))).toBe(BUYERS.length);
  const money = (currency: string) =>
    sum(
      BUYERS.map((text) => worth(ADVERSARIAL.indexOf(text))).map((one) =>
        one.currency === currency ? Number(one.value) : 0,
      ),
    );
  const revenue = { currency: 'EUR', amount: money('EUR'), other: [{ currency: 'JPY', amount: money('JPY') }] };
  expect([stages.revenue, attribution.value]).toEqual([revenue, revenue]);
  expect(variants.list.map(({ value }) => value)).toContainEqual(revenue);
});
