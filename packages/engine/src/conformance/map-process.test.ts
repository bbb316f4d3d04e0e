import { DEFAULT_MAP, type Flow, type JourneyMapInput, journeyMapSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from '../map/compile-map.ts';
import { alignVariants } from './align-variants.ts';
import { looseCaveats, mapAutomaton } from './map-automaton.ts';

const touchpoint = (id: string, more: object = {}) => ({ name: id, id, event: id, ...more });
const FREE = { optional: true };
const ONCE = { repeatable: false };

/** Costs of journeys, written as ids, against a map; and how long its shortest way is. */
function costs(
  input: JourneyMapInput,
  journeys: readonly string[],
): { shortest: number; cost: Record<string, number> } {
  const map = compileMap(journeyMapSchema.parse(input));
  const code = new Map(map.touchpoints.map(({ id, code }) => [id, code]));
  const automaton = mapAutomaton(map).automaton;
  const cost: Record<string, number> = {};
  for (const journey of journeys) {
    const ids = journey === '' ? [] : journey.split(' ');
    const variant = String.fromCharCode(...ids.map((id) => code.get(id) ?? 250));
    alignVariants(automaton, [variant], (_, costOf) => {
      cost[journey] = costOf(false);
    });
  }
  return { shortest: automaton.shortest, cost };
}

const shop = (more: { flow?: Flow; first?: Flow; optional?: boolean } = {}): JourneyMapInput => ({
  name: 'Shop',
  stages: [
    {
      name: 'Look',
      touchpoints: [touchpoint('a'), touchpoint('b', FREE), touchpoint('c', { ...FREE, ...ONCE })],
      ...(more.first === undefined ? {} : { flow: more.first }),
    },
    { name: 'Any', touchpoints: [touchpoint('d', FREE), touchpoint('e', FREE)], optional: more.optional ?? false },
    { name: 'Purchase', touchpoints: [touchpoint('p', ONCE)] },
  ],
  ...(more.flow === undefined ? {} : { flow: more.flow }),
});

test('without a flow: the stages one after the other, the touchpoints of each in any order', () => {
  expect(
    costs(shop(), ['a d p', 'b a a c b a e d e p', 'b d p', 'a p', 'c a c d p', 'd a p', 'a d p p', 'a d p x', '']),
  ).toMatchInlineSnapshot(`
    {
      "cost": {
        "": 3,
        "a d p": 0,
        "a d p p": 1,
        "a d p x": 1,
        "a p": 1,
        "b a a c b a e d e p": 0,
        "b d p": 1,
        "c a c d p": 1,
        "d a p": 2,
      },
      "shortest": 3,
    }
  `);
});

test('a stage that may be left out, and one of whose touchpoints one at least is passed', () => {
  expect(costs(shop({ optional: true }), ['a p', 'a d p']).cost).toEqual({ 'a p': 0, 'a d p': 0 });
  expect(costs(shop(), ['a p', 'a e p']).cost).toEqual({ 'a p': 1, 'a e p': 0 });
});

test('flows arrange; what is optional and repeatable stays so', () => {
  const first = shop({ first: ['b', 'a'] });
  expect(costs(first, ['b b a d p', 'a a d p', 'a b d p', 'b a c d p']).cost).toEqual({
    'b b a d p': 0,
    'a a d p': 0,
    'a b d p': 1,
    'b a c d p': 1,
  });
  const looped = shop({ flow: [{ loop: 'look', redo: 'any' }, { choice: ['p', { silent: true }] }] });
  expect(costs(looped, ['a', 'a d a p', 'a d p', 'a d a e a', 'p']).cost).toEqual({
    a: 0,
    'a d a p': 0,
    'a d p': 1,
    'a d a e a': 0,
    p: 1,
  });
  const together = shop({ flow: [{ parallel: ['look', 'any'] }, { optional: 'purchase' }] });
  expect(costs(together, ['d a', 'a d a p', 'd e a b', 'a p']).cost).toEqual({
    'd a': 0,
    'a d a p': 0,
    'd e a b': 0,
    'a p': 1,
  });
});

test('a stage of very many touchpoints does not explode', () => {
  const many = (more: object): JourneyMapInput => ({
    name: 'Large',
    stages: [
      { name: 'Look', touchpoints: Array.from({ length: 100 }, (_, i) => touchpoint(`t${i}`, more)) },
      { name: 'Purchase', touchpoints: [touchpoint('p')] },
    ],
  });
  expect(costs(many({}), ['t7 t3 p', 't1 p']).cost).toEqual({ 't7 t3 p': 0, 't1 p': 0 });
  expect(costs(many({ ...FREE, ...ONCE }), ['t7 t3 p', 'p']).cost).toEqual({ 't7 t3 p': 0, p: 1 });
  const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
  expect(mapAutomaton(map).automaton.size).toBeLessThan(40);
});

test('a stage of eight touchpoints or more tells which were passed, as far as the whole map has room', () => {
  const stage = (name: string, count: number, more: object = {}) => ({
    name,
    touchpoints: Array.from({ length: count }, (_, i) => touchpoint(`${name}${i}`, more)),
  });
  const large = (...stages: ReturnType<typeof stage>[]): JourneyMapInput => ({
    ...{ name: 'Large', goal: 'purchase', opens: ['a'] },
    stages: [...stages, { name: 'Purchase', touchpoints: [touchpoint('p')] }],
  });
  const loose = (map: JourneyMapInput) => mapAutomaton(compileMap(journeyMapSchema.parse(map))).loose;
  const eight = large(stage('a', 8));
  expect(costs(eight, ['a0 p', 'a7 a3 a3 a7 p', 'a7 a6 a5 a4 a3 a2 a1 a0 p', 'p'])).toEqual({
    shortest: 9,
    cost: { 'a0 p': 7, 'a7 a3 a3 a7 p': 6, 'a7 a6 a5 a4 a3 a2 a1 a0 p': 0, p: 8 },
  });
  expect(costs(large(stage('a', 11)), ['a0 p']).cost).toEqual({ 'a0 p': 10 });
  // Two of eleven do not fit together, nor does one of twelve; two of ten do.
  expect([loose(eight), loose(large(stage('a', 11))), loose(large(stage('a', 10), stage('b', 10)))]).toEqual([
    [],
    [],
    [],
  ]);
  expect(loose(large(stage('a', 11), stage('b', 11)))).toEqual(['a', 'b']);
  expect(loose(large(stage('a', 12), stage('b', 9)))).toEqual(['a']);
  // All may be left out and come again: there is nothing to remember, and nothing is lost.
  expect(loose(large(stage('a', 100, FREE)))).toEqual([]);
  // A stage that the flow does not name is no part of the design.
  expect(loose({ ...large(stage('a', 12)), flow: ['a0', 'purchase'] })).toEqual([]);
  expect(looseCaveats({ loose: [] })).toEqual([]);
  expect(looseCaveats({ loose: ['a'] })[0]).toMatch(/^Stage "a" has too many touchpoints/);
});
