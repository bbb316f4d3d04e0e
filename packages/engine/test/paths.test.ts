import { DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileMap } from '../src/index.ts';
import { isOpen } from './is-open.ts';
import { type JourneysTable, openJourneysTable, type TestJourney } from './journeys-table.ts';
import { dice, EPOCH, pick, randomJourneys } from './random-journeys.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = Array.from({ length: 133 }, (_, i) => `name_${i}`);
const NAMES = new Map([
  [4, 'page_view'],
  [7, 'view_item'],
  [16, 'purchase'],
  [195, 'name_74'],
  [253, 'name_132'],
  [254, '(other)'],
]);
const context = { site: 'shop', timeZone: 'UTC', currency: 'EUR', map, names, now: EPOCH + map.idleMs + 500 };
const name = (code: number): string => NAMES.get(code) ?? '?';
const ASKABLE = [...NAMES.values()].filter((word) => word !== '(other)');

let table: JourneysTable;
let journeys: TestJourney[];
beforeAll(async () => {
  table = await openJourneysTable();
  journeys = randomJourneys(dice(7), 300, [...NAMES.keys()], 12).map((journey) => ({
    ...journey,
    more: { ...journey.more, goal_at: journey.codes.includes(16) ? 1 : -1 },
  }));
  await table.insert('shop', map.version, journeys);
});
afterAll(() => table.close());

/** The path of one journey, straight from the words that describe it. */
function naivePath(
  journey: TestJourney,
  {
    from,
    to,
    depth,
    collapse,
  }: { from?: string | undefined; to?: string | undefined; depth: number; collapse: boolean },
): string[] | undefined {
  let walked = journey.codes.map(name);
  if (collapse) walked = walked.filter((word, i) => word !== walked[i - 1]);
  const begin = from === undefined ? 0 : walked.indexOf(from);
  if (begin === -1) return undefined;
  const forward = (path: string[], end: string[]): string[] =>
    path.length > depth ? [...path.slice(0, depth), '(beyond)'] : [...path, ...end];
  if (from !== undefined && to !== undefined) {
    const end = walked.indexOf(to, begin + 1);
    return end === -1 ? undefined : forward(walked.slice(begin, end + 1), []);
  }
  if (to !== undefined) {
    const end = walked.indexOf(to);
    if (end === -1) return undefined;
    return end < depth
      ? ['(start)', ...walked.slice(0, end + 1)]
      : ['(beyond)', ...walked.slice(0, end + 1).slice(-depth)];
  }
  return forward(walked.slice(begin), [isOpen(journey, journeys, context) ? '(open)' : '(end)']);
}

test('paths of every kind equal a naive count', async () => {
  const roll = dice(11);
  for (let round = 0; round < 120; round++) {
    const from = pick(roll, [undefined, ...ASKABLE]);
    const to = pick(roll, [undefined, ...ASKABLE]);
    const device = pick(roll, [undefined, ['mobile'], ['desktop', '']]);
    const shape = { from, to, depth: 2 + roll(8), collapse: roll(2) === 1 };
    const limit = pick(roll, [3, 1000]);
    // How journeys begin is read off a number, at every depth that it holds and some that it does not.
    if (round < 9) Object.assign(shape, { from: undefined, to: undefined, collapse: true, depth: 2 + round });
    const plan = {
      plan: 'paths',
      depth: shape.depth,
      collapse: shape.collapse,
      limit,
      ...(shape.from === undefined ? {} : { from: shape.from }),
      ...(shape.to === undefined ? {} : { to: shape.to }),
      ...(device === undefined ? {} : { filter: { device } }),
    } as const;
    const answer = await table.ask(context, plan);

    const expected = new Map<string, { count: number; goals: number; open: number }>();
    for (const journey of journeys) {
      if (device !== undefined && !device.includes(String(journey.more?.device))) continue;
      const path = naivePath(journey, shape);
      if (path === undefined) continue;
      const entry = expected.get(path.join(' ')) ?? { count: 0, goals: 0, open: 0 };
      expected.set(path.join(' '), {
        count: entry.count + 1,
        goals: entry.goals + (journey.codes.includes(16) ? 1 : 0),
        open: entry.open + (!journey.codes.includes(16) && isOpen(journey, journeys, context) ? 1 : 0),
      });
    }
    const question = JSON.stringify(plan);
    const total = [...expected.values()].reduce((sum, { count }) => sum + count, 0);
    expect(answer.journeys, question).toBe(total);
    expect(answer.paths.length, question).toBe(Math.min(limit, expected.size));
    for (const path of answer.paths) {
      const entry = expected.get(path.touchpoints.join(' '));
      expect(path, question).toEqual({
        touchpoints: path.touchpoints,
        count: entry?.count,
        share: (entry?.count ?? 0) / total,
        conversion: (entry?.goals ?? 0) / (entry?.count ?? 1),
        open: entry?.open,
      });
    }
    const shown = answer.paths.reduce((sum, { count }) => sum + count, 0);
    // Of paths between two touchpoints that do not come to the second one within the depth, the end is left out.
    const cut = [...expected].filter(
      ([path]) => shape.from !== undefined && shape.to !== undefined && path.endsWith(' (beyond)'),
    );
    expect(answer.left_out, question).toEqual(
      [
        { what: 'paths', count: expected.size - answer.paths.length },
        { what: 'journeys', count: total - shown },
        { what: 'ends of paths beyond the depth', count: cut.reduce((sum, [, { count }]) => sum + count, 0) },
      ].filter(({ count }) => count > 0),
    );
    expect(answer.complete).toBe(answer.left_out.length === 0);
  }
});

test('paths and funnels are about the same journeys', async () => {
  const count = async (order: 'ordered' | 'strict', ...steps: string[]): Promise<number> => {
    const answer = await table.ask(context, { plan: 'funnel', order, steps });
    return answer.steps.at(-1)?.count ?? 0;
  };
  const whole = await table.ask(context, { plan: 'paths', depth: 20, collapse: false, limit: 10_000 });
  expect(whole.complete).toBe(true);
  for (const a of ASKABLE) {
    const next = await table.ask(context, { plan: 'paths', from: a, depth: 2, collapse: false, limit: 1000 });
    expect(next.journeys).toBe(await count('ordered', a));
    for (const b of ASKABLE) {
      // An edge a -> b is walked by the journeys that the two-step strict funnel counts.
      const walked = whole.paths.filter(({ touchpoints }) =>
        touchpoints.some((word, i) => word === a && touchpoints[i + 1] === b),
      );
      const strict = await count('strict', a, b);
      expect(
        walked.reduce((sum, path) => sum + path.count, 0),
        `${a} -> ${b}`,
      ).toBe(strict);
      // Right after the first a is one of the places where b can be right after an a.
      const first = next.paths.find(({ touchpoints }) => touchpoints[1] === b)?.count ?? 0;
      expect(first).toBeLessThanOrEqual(strict);
      const between = await table.ask(context, { plan: 'paths', from: a, to: b, collapse: false });
      expect(between.journeys).toBe(await count('ordered', a, b));
    }
  }
});
