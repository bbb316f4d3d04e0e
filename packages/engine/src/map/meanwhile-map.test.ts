import { type JourneyMapInput, journeyMapSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from './compile-map.ts';
import { meanwhileMap } from './meanwhile-map.ts';

const touchpoint = (id: string, more: object = {}) => ({ name: id, id, event: id, ...more });
const compiled = (more: Partial<JourneyMapInput>, look: object = {}, touchpoints = [touchpoint('a')]) =>
  compileMap(
    journeyMapSchema.parse({
      name: 'Shop',
      goal: 'buy',
      stages: [
        { name: 'Look', id: 'look', touchpoints, ...look },
        { name: 'Buy', id: 'buy', touchpoints: [touchpoint('p')] },
      ],
      ...more,
    }),
  );

test('takes from the next map what no journey depends on, and nothing else', () => {
  const before = compiled({});
  const lamps = { id: 'lamps', name: 'Lamps', where: { 'items.category': 'Lamps' } };
  const next = compiled(
    { name: 'New shop', segments: [lamps], flow: [{ optional: 'look' }, 'buy'], idle: '3d' },
    { name: 'Look around', target: { conversion: 0.4 }, window: '1d' },
    [touchpoint('a', { name: 'A page', event: 'another', optional: true })],
  );
  expect(meanwhileMap(before, next)).toEqual({
    ...next,
    ...{ version: before.version, idleMs: before.idleMs },
    touchpoints: next.touchpoints.map((one) => ({
      ...one,
      events: before.touchpoints.find(({ id }) => id === one.id)?.events,
    })),
  });
});

test('a stage, a touchpoint and a flow that the map before does not have wait for the next one', () => {
  const before = compiled({ flow: [{ optional: 'look' }, 'buy'] });
  const wrapped = [touchpoint('a', { optional: true }), touchpoint('gift_wrap')];
  const next = compiled({ flow: ['a', 'gift_wrap', 'buy'] }, { flow: ['gift_wrap', 'a'] }, wrapped);
  const map = meanwhileMap(before, next);
  expect(map.touchpoints.map(({ id, optional }) => [id, optional])).toEqual([
    ['a', true],
    ['p', false],
  ]);
  expect(map.flow).toEqual(before.flow);
  expect(map.stages[0]).toMatchObject({ codes: [1], flow: null });
});

test('a flow that would be too much for the stages of the map before waits, too', () => {
  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => touchpoint(i === 0 ? name : `${name}${i}`));
  const shop = (count: number, more: Partial<JourneyMapInput> = {}) =>
    compiled({
      ...more,
      stages: [
        { name: 'Look', id: 'look', touchpoints: many('a', count) },
        { name: 'Buy', id: 'buy', touchpoints: many('p', count) },
      ],
    });
  const before = shop(7);
  const map = meanwhileMap(before, shop(1, { name: 'New shop', flow: { parallel: ['look', 'buy'] } }));
  expect(map).toEqual(before);
});
