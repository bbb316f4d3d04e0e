import { DEFAULT_MAP, flowAnswerSchema, graphAnswerSchema, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { quantile } from '../src/statistics/quantile.ts';
import { isOpen } from './is-open.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { type Dice, dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
const CODES = new Map([
  ['page_view', 4],
  ['view_item', 7],
  ['purchase', 16],
  ['name_74', 195],
  ['name_132', 253],
]);
const NAMES = [...CODES.keys()];
const nameOf = (code: number): string => NAMES.find((name) => CODES.get(name) === code) ?? '?';
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names, now: EPOCH + map.idleMs + 500 };

let table: JourneysTable;
let journeys: TestJourney[];
beforeAll(async () => {
  table = await openJourneysTable();
  journeys = randomJourneys(dice(9), 400, [...CODES.values()], 10).map((journey) => ({
    ...journey,
    more: { ...journey.more, goal_at: journey.codes.includes(16) ? 1 : -1 },
  }));
  await table.insert('shop', map.version, journeys);
});
afterAll(() => table.close());

const randomFilter = (roll: Dice): string[] | undefined =>
  pick(roll, [undefined, ['mobile'], ['desktop', ''], ['tablet']]);
const chosen = (device: string[] | undefined): TestJourney[] =>
  journeys.filter(({ more }) => device === undefined || device.includes(String(more?.device)));
const filterOf = (device: string[] | undefined) => (device === undefined ? {} : { filter: { device } });

test('the flow equals a walk of every journey, and every node is the sum of its links', async () => {
  const roll = dice(4);
  for (let round = 0; round < 25; round++) {
    const device = randomFilter(roll);
    const from = pick(roll, [undefined, ...NAMES]);
    const [depth, collapse] = [2 + roll(7), roll(2) === 0];
    const plan = {
      plan: 'flow',
      depth,
      collapse,
      ...filterOf(device),
      ...(from === undefined ? {} : { from }),
    } as const;
    const answer = flowAnswerSchema.parse(await table.ask(context, plan));
    const nodes = new Map<string, number[]>();
    const links = new Map<string, number[]>();
    let walked = 0;
    for (const journey of chosen(device)) {
      const { codes } = journey;
      let walk = codes.map(nameOf);
      const goal = walk.includes('purchase') ? 1 : 0;
      if (collapse) walk = walk.filter((name, i) => name !== walk[i - 1]);
      if (from !== undefined && !walk.includes(from)) continue;
      if (from !== undefined) walk = walk.slice(walk.indexOf(from));
      walked++;
      for (const [i, name] of walk.slice(0, depth).entries()) {
        const node = nodes.get(`${i + 1} ${name}`) ?? [0, 0, 0, 0, 0];
        const last = i === walk.length - 1;
        const open = isOpen(journey, journeys, context);
        nodes.set(
          `${i + 1} ${name}`,
          node.map((n, k) => n + Number([1, goal, last && !open, last && open, i === depth - 1 && !last][k])),
        );
        if (i + 1 >= Math.min(walk.length, depth)) continue;
        const key = `${i + 1} ${name} ${walk[i + 1]}`;
        links.set(
          key,
          (links.get(key) ?? [0, 0]).map((n, k) => n + (k === 0 ? 1 : goal)),
        );
      }
    }
    const title = JSON.stringify(plan);
    expect(answer.journeys, title).toBe(walked);
    expect(
      Object.fromEntries(
        answer.nodes.map((n) => [
          `${n.step} ${n.touchpoint}`,
          [n.count, Math.round(n.conversion * n.count), n.dropped, n.open, n.beyond],
        ]),
      ),
      title,
    ).toEqual(Object.fromEntries(nodes));
    expect(
      Object.fromEntries(
        answer.links.map((l) => [`${l.step} ${l.from} ${l.to}`, [l.count, Math.round(l.conversion * l.count)]]),
      ),
      title,
    ).toEqual(Object.fromEntries(links));
    for (const node of answer.nodes) {
      const sum = (list: typeof answer.links) => list.reduce((total, { count }) => total + count, 0);
      expect(node.count).toBe(
        node.dropped +
          node.open +
          node.beyond +
          sum(answer.links.filter((l) => l.step === node.step && l.from === node.touchpoint)),
      );
      if (node.step > 1)
        expect(node.count).toBe(sum(answer.links.filter((l) => l.step === node.step - 1 && l.to === node.touchpoint)));
    }
  }
});

test('the graph equals a count of every transition', async () => {
  for (const collapse of [false, true]) {
    for (const device of [undefined, ['mobile']]) {
      const plan = { plan: 'graph', collapse, ...filterOf(device) } as const;
      const answer = graphAnswerSchema.parse(await table.ask(context, plan));
      const edges = new Map<string, { waits: number[]; journeys: Set<number>; goals: Set<number> }>();
      const [starts, ends, open] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
      for (const [id, journey] of chosen(device).entries()) {
        const { codes, offsets } = journey;
        let walk = codes.map((code, i) => ({ name: nameOf(code), at: offsets[i] ?? 0 }));
        if (collapse) walk = walk.filter(({ name }, i) => name !== walk[i - 1]?.name);
        starts.set(walk[0]?.name ?? '', (starts.get(walk[0]?.name ?? '') ?? 0) + 1);
        const last = walk.at(-1)?.name ?? '';
        ends.set(last, (ends.get(last) ?? 0) + 1);
        open.set(last, (open.get(last) ?? 0) + Number(isOpen(journey, journeys, context)));
        for (const [i, { name, at }] of walk.slice(1).entries()) {
          const key = `${walk[i]?.name} ${name}`;
          const edge = edges.get(key) ?? { waits: [], journeys: new Set(), goals: new Set() };
          edges.set(key, edge);
          edge.waits.push(at - (walk[i]?.at ?? 0));
          edge.journeys.add(id);
          if (codes.includes(16)) edge.goals.add(id);
        }
      }
      expect(answer.edges.length).toBe(edges.size);
      for (const edge of answer.edges) {
        const expected = edges.get(`${edge.from} ${edge.to}`);
        const sorted = (expected?.waits ?? []).toSorted((a, b) => a - b);
        expect(edge).toMatchObject({
          transitions: sorted.length,
          journeys: expected?.journeys.size,
          conversion: (expected?.goals.size ?? 0) / (expected?.journeys.size ?? 1),
          median_ms: quantile(sorted, 0.5),
          p90_ms: expect.closeTo(quantile(sorted, 0.9), 9),
        });
      }
      expect(Object.fromEntries(answer.starts.map((one) => [one.touchpoint, one.journeys]))).toEqual(
        Object.fromEntries(starts),
      );
      expect(Object.fromEntries(answer.ends.map((one) => [one.touchpoint, one.journeys]))).toEqual(
        Object.fromEntries(ends),
      );
      expect(Object.fromEntries(answer.ends.map((one) => [one.touchpoint, one.open]))).toEqual(
        Object.fromEntries(open),
      );
    }
  }
  const cut = graphAnswerSchema.parse(await table.ask(context, { plan: 'graph', limit: 3 }));
  expect(cut.edges).toHaveLength(3);
  expect(cut.left_out.map(({ what }) => what)).toEqual(['edges', 'transitions']);
});
