import { expect, expectTypeOf, test } from 'vitest';
import type { Desirepath, Ga4Events, ParamsOf } from './index.ts';

// Judged by the compiler; what runs is only the calls' shape.
test('the parameters of GA4 events are typed, those of others are free', () => {
  const calls: unknown[][] = [];
  const desirepath = ((...call: unknown[]) => calls.push(call)) as unknown as Desirepath;
  desirepath('event', 'add_to_cart', { currency: 'EUR', value: 19.9, items: [{ item_id: 'A' }], note: 'own' });
  desirepath('event', 'size_guide', { anything: [1] });
  desirepath('event', 'size_guide');
  desirepath('identify', 42);
  desirepath('consent', 'pending');
  // @ts-expect-error a value is a number
  desirepath('event', 'add_to_cart', { currency: 'EUR', value: '19.90', items: [] });
  // @ts-expect-error an order has an id
  desirepath('event', 'purchase', { currency: 'EUR', value: 19.9, items: [] });
  // @ts-expect-error there is no such consent
  desirepath('consent', 'maybe');
  // @ts-expect-error there is no such command
  desirepath('page');
  expect(calls).toHaveLength(9);
  expectTypeOf<ParamsOf<'search'>>().toExtend<Ga4Events['search']>();
  expectTypeOf<ParamsOf<'own'>>().toEqualTypeOf<Record<string, unknown>>();
});
