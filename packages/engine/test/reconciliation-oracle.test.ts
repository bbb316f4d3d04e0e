import {
  type AnswerTo,
  answerSchema,
  DEFAULT_MAP,
  type FunnelAnswer,
  journeyMapSchema,
  type PlanInput,
} from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { type JourneysTable, openJourneysTable } from './journeys-table.ts';
import { reportPairs } from './oracle-report.ts';
import { type Dice, dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

/** Random questions; `pnpm bench oracle --questions N` asks for more. */
const QUESTIONS = Number(process.env.ORACLE_QUESTIONS ?? 96);
const PATIENCE = 60_000 + QUESTIONS * 400;

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
const stageOf = new Map(map.touchpoints.map(({ code, stage }) => [code, stage]));
const CODES = new Map([
  ['page_view', 4],
  ['view_item', 7],
  ['purchase', 16],
  ['name_74', 195],
  ['name_132', 253],
]);
const NAMES = [...CODES.keys()];
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names, now: EPOCH + 1e6 };

let table: JourneysTable;
beforeAll(async () => {
  table = await openJourneysTable();
  const journeys = randomJourneys(dice(9), 500, [...CODES.values()], 10).map((journey) => {
    const firsts = map.stages.map(({ number }) =>
      journey.codes.findIndex((code) => (stageOf.get(code) ?? 0) === number),
    );
    const at = (place: number) => (place < 0 ? -1 : (journey.offsets[place] ?? -1));
    return {
      ...journey,
      more: {
        ...journey.more,
        channel: pick(dice(journey.start % 1013), ['email', 'organic', '']),
        session_channels: [...new Set(journey.sessions)].map((session) =>
          pick(dice(session), ['email', 'organic', '']),
        ),
        stage_first: firsts.map(at),
        stage_advanced: firsts.map((place, k) =>
          at(place < 0 ? -1 : journey.codes.findIndex((code, i) => i > place && (stageOf.get(code) ?? 0) > k + 1)),
        ),
        stage_looped: firsts.map(() => 0),
        goal_at: at(firsts[map.goal - 1] ?? -1),
      },
    };
  });
  await table.insert('shop', map.version, journeys);
});
afterAll(() => table.close());

/** Answers are kept: many questions look at the same graph from another side. */
const kept = new Map<string, unknown>();
async function ask<P extends PlanInput>(plan: P): Promise<AnswerTo<P['plan']>> {
  const key = JSON.stringify(plan);
  const answer = kept.get(key) ?? answerSchema.parse(await table.ask(context, plan));
  if (plan.plan !== 'funnel') kept.set(key, answer);
  return answer as AnswerTo<P['plan']>;
}

const sum = (counts: readonly { count: number }[]): number => counts.reduce((total, { count }) => total + count, 0);

const randomBase = (roll: Dice) => ({
  ...pick(roll, [
    {},
    { filter: { device: ['mobile'] } },
    { filter: { device: ['desktop', ''], returning: ['new'] } },
    { filter: { channel: ['email', 'organic'] } },
  ]),
  ...pick(roll, [{}, {}, { period: { from: new Date(EPOCH + 400).toISOString() } }]),
});
type Base = ReturnType<typeof randomBase>;

/** An edge of the graph is a strict funnel of two steps, and a node is its first step. */
async function edge(roll: Dice, base: Base): Promise<void> {
  const [a, b] = [pick(roll, NAMES), pick(roll, NAMES)];
  const graph = await ask({ plan: 'graph', ...base });
  const strict = await ask({ plan: 'funnel', order: 'strict', steps: [a, b], ...base });
  const found = graph.edges.find(({ from, to }) => from === a && to === b);
  expect(strict.steps.map(({ count }) => count)).toEqual([
    graph.nodes.find(({ touchpoint }) => touchpoint === a)?.journeys ?? 0,
    found?.journeys ?? 0,
  ]);
  expect(strict.steps[1]?.median_ms ?? null).toSatisfy((ms) => (ms === null) === (found === undefined));
}

/** The list beside a number has as many as the number says, of those who reached a step and of those who dropped out. */
async function list(roll: Dice, base: Base): Promise<void> {
  const step = () =>
    pick(roll, [
      pick(roll, NAMES),
      pick(roll, NAMES),
      [pick(roll, NAMES), pick(roll, NAMES)],
      { touchpoint: pick(roll, NAMES), times: 1 + roll(2), without: pick(roll, NAMES) },
    ]);
  const order = pick(roll, ['ordered', 'strict', 'any'] as const);
  const first = step();
  // Nothing lies before the first step, unless they come in any order.
  const bare = order !== 'any' && typeof first === 'object' && 'times' in first && first.times === 1;
  const steps = [bare ? first.touchpoint : first, step(), step()];
  const outcome = pick(roll, ['reached', 'dropped'] as const);
  const segmented = roll(2) === 0;
  const by = pick(roll, ['journey', 'person', 'session'] as const);
  const [segment_by, segment] = by === 'person' ? (['device', 'mobile'] as const) : (['channel', 'email'] as const);
  const show = { step: 1 + roll(3), outcome, ...(segmented ? { segment } : {}) };
  const answer: FunnelAnswer = await ask({
    plan: 'funnel',
    steps,
    by,
    order,
    ...pick(roll, [{}, { window: '12ms' }]),
    ...base,
    ...(segmented
      ? { segment_by, attribution: by === 'session' ? 'first' : pick(roll, ['first' as const, 'last' as const, 2]) }
      : {}),
    show,
    limit: 10_000,
  });
  const rows = segmented ? answer.segments.find((one) => one.segment === segment)?.steps : answer.steps;
  const number = rows?.[show.step - 1]?.[outcome === 'reached' ? 'count' : 'dropped'] ?? 0;
  expect([answer.persons.length, answer.total, answer.complete]).toEqual([number, number, true]);
  for (const [k, row] of (rows ?? []).entries()) {
    expect(row.dropped).toBe(k === 0 ? 0 : (rows?.[k - 1]?.count ?? 0) - row.count);
  }
}

/** A node of the Sankey is the sum of its links on either side, a link is a path, and both end alike. */
async function sankey(roll: Dice, base: Base): Promise<void> {
  const [from, depth, collapse] = [pick(roll, NAMES), 2 + roll(4), roll(2) === 0];
  const flow = await ask({ plan: 'flow', from, depth, collapse, ...base });
  for (const { step, touchpoint, count, dropped, open, beyond } of flow.nodes) {
    const out = flow.links.filter((link) => link.step === step && link.from === touchpoint);
    expect(count).toBe(dropped + open + beyond + sum(out));
    if (step > 1)
      expect(count).toBe(sum(flow.links.filter((link) => link.step === step - 1 && link.to === touchpoint)));
  }
  const paths = await ask({ plan: 'paths', from, depth, collapse, limit: 10_000, ...base });
  expect([paths.complete, paths.journeys, sum(paths.paths)]).toEqual([true, flow.journeys, flow.journeys]);
  const closed = (word: string): number => sum(paths.paths.filter(({ touchpoints }) => touchpoints.at(-1) === word));
  const ends = ['dropped', 'open', 'beyond'] as const;
  expect(['(end)', '(open)', '(beyond)'].map(closed)).toEqual(
    ends.map((end) => flow.nodes.reduce((total, node) => total + node[end], 0)),
  );
  const [step, to] = [1 + roll(depth - 1), pick(roll, NAMES)];
  const walked = paths.paths.filter(({ touchpoints }) => touchpoints[step] === to);
  expect(sum(flow.links.filter((link) => link.step === step && link.to === to))).toBe(sum(walked));
  const first = await ask({ plan: 'funnel', steps: [from], ...base });
  expect(first.steps[0]?.count).toBe(flow.journeys);
}

/** Whoever entered a stage has one of its touchpoints; a stage's journeys have gone on, dropped out or still may. */
async function stage(roll: Dice, base: Base): Promise<void> {
  const stages = await ask({ plan: 'stages', ...base });
  const number = 1 + roll(map.stages.length);
  const row = stages.stages[number - 1];
  const touchpoints = map.touchpoints.filter((one) => one.stage === number).map(({ id }) => id);
  const funnel = await ask({ plan: 'funnel', steps: [touchpoints], ...base });
  expect(funnel.steps[0]?.count).toBe(row?.entered);
  expect(row?.entered).toBe((row?.advanced ?? 0) + (row?.dropped ?? 0) + (row?.open ?? 0));
}

/** However journeys are told apart, there are as many. */
async function whole(roll: Dice, base: Base): Promise<void> {
  const graph = await ask({ plan: 'graph', ...base });
  const variants = await ask({
    plan: 'variants',
    view: pick(roll, ['exact', 'collapsed', 'stages'] as const),
    limit: 1 + roll(30),
    ...base,
  });
  const counted = [...variants.list, ...variants.tail].reduce((total, { journeys }) => total + journeys, 0);
  const ends = graph.ends.reduce((total, { journeys }) => total + journeys, 0);
  const { total } = await ask({ plan: 'journeys', limit: 1, ...base });
  expect([counted, variants.journeys, total, ends]).toEqual([
    graph.journeys,
    graph.journeys,
    graph.journeys,
    graph.journeys,
  ]);
}

test(`${QUESTIONS} random questions are answered alike by every plan that can answer them`, {
  timeout: PATIENCE,
}, async () => {
  const started = Date.now();
  const roll = dice(12);
  for (let question = 0; question < QUESTIONS; question++) {
    const ways = [edge, list, sankey, edge, stage, sankey, edge, whole];
    await (ways[question % ways.length] ?? edge)(roll, randomBase(roll));
  }
  reportPairs('reconciliation of plans', {
    questions: QUESTIONS,
    pairs: QUESTIONS,
    differences: 0,
    seconds: (Date.now() - started) / 1000,
  });
});
