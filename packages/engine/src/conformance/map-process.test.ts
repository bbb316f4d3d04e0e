import { DEFAULT_MAP, type Flow, type JourneyMapInput, journeyMapSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from '../map/compile-map.ts';
import { alignVariants } from './align-variants.ts';
import { compileAutomaton } from './automaton.ts';
import { mapProcess } from './map-process.ts';

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
  const automaton = compileAutomaton(mapProcess(map));
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
  expect(compileAutomaton(mapProcess(map)).size).toBeLessThan(40);
});
