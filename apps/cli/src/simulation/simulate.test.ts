import { eventSchema } from '@desirepath/schema';
import { describe, expect, it } from 'vitest';
import { plantedDegradation, type SimulationOptions, simulate } from './simulate.ts';
import type { Visit } from './visit.ts';

const DAY_MS = 86_400_000;
const to = Date.UTC(2025, 5, 1);
const options: SimulationOptions = {
  seed: 7,
  from: to - 30 * DAY_MS,
  to,
  shoppers: 4000,
  degradation: plantedDegradation(to),
};

function eventsOf(visits: Visit[]) {
  return visits.flatMap(({ events }) => events);
}

describe('simulate', () => {
  const visits = [...simulate(options)];
  const events = eventsOf(visits);

  it('is the same every time, and another with another seed', () => {
    expect([...simulate(options)]).toEqual(visits);
    expect([...simulate({ ...options, seed: 8 })]).not.toEqual(visits);
  });

  it('does not depend on how many others come', () => {
    const few = [...simulate({ ...options, shoppers: 10 })];
    expect(visits.slice(0, few.length)).toEqual(few);
  });

  it('makes valid events with ids of their own, inside the span', () => {
    for (const event of events) expect(eventSchema.safeParse(event).error).toBeUndefined();
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.every(({ time }) => Number(time) >= options.from && Number(time) < to)).toBe(true);
  });

  it('holds what a shop sees: devices, logins on two of them, after-sale touchpoints, repeat buyers', () => {
    const names = new Set(events.map(({ name }) => name));
    for (const name of ['purchase', 'delivery', 'review', 'support_contact', 'search', 'identify', 'payment_failed'])
      expect(names).toContain(name);
    const devices = new Map<string, Set<string>>();
    const orders = new Map<string, number>();
    for (const { name, user_id, visitor, device } of events) {
      if (user_id === undefined || visitor === undefined || device === undefined) continue;
      devices.set(user_id, (devices.get(user_id) ?? new Set()).add(visitor));
      if (name === 'purchase') orders.set(user_id, (orders.get(user_id) ?? 0) + 1);
    }
    expect([...devices.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(10);
    expect([...orders.values()].filter((count) => count > 1).length).toBeGreaterThan(5);
  });

  it('plants the degradation where it is said, and nowhere else', () => {
    function share(device: string, last: boolean): number {
      const paid = events.filter((event) => event.device === device && Number(event.time) >= to - 7 * DAY_MS === last);
      const given = new Set(
        paid.filter(({ page }) => page?.url?.includes('/payment.html')).map(({ session }) => session),
      );
      const bought = new Set(paid.filter(({ name }) => name === 'purchase').map(({ session }) => session));
      return bought.size / given.size;
    }
    expect(share('mobile', false)).toBeGreaterThan(0.8);
    expect(share('mobile', true)).toBeLessThan(0.62);
    expect(share('desktop', true)).toBeGreaterThan(0.8);
  });
});
