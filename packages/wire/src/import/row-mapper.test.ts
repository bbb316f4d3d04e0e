import { eventSchema } from '@desirepath/schema';
import { describe, expect, it } from 'vitest';
import { type MappingInput, mappedColumns, mappingSchema } from './mapping.ts';
import { type MappedRow, rowMapper } from './row-mapper.ts';

const mapping: MappingInput = {
  visitor: 'user',
  time: { column: 'at', format: 'YYYY-MM-DD HH:mm:ss', zone: 'Europe/Berlin' },
  name: { column: 'event', values: { product: 'view_item', buy: 'purchase' }, otherwise: 'reject' },
  device: 'platform',
  value: 'total',
  currency: { constant: 'EUR' },
  items: { column: 'skus', separator: ',' },
  props: { cohort: 'group' },
};
const row = {
  user: 'u1',
  at: '2024-07-01 14:30:00',
  event: 'buy',
  platform: 'mobile',
  total: '19.90',
  skus: 'A, B',
  group: 'g1',
};
const place = { number: 7, occurrence: 0 };

function map(change: Record<string, string> = {}, at = place): MappedRow {
  return rowMapper(mappingSchema.parse(mapping))({ ...row, ...change }, at);
}
function event(mapped: MappedRow) {
  if (!('event' in mapped)) throw new Error(mapped.reason);
  return mapped.event;
}

describe('rowMapper', () => {
  it('fills the fields the mapping names', () => {
    const made = event(map());
    expect(eventSchema.safeParse(made).success).toBe(true);
    expect(made).toMatchObject({
      visitor: 'u1',
      name: 'purchase',
      time: Date.UTC(2024, 6, 1, 12, 30),
      seq: 7,
      device: 'mobile',
      params: { value: 19.9, currency: 'EUR', cohort: 'g1', items: [{ item_id: 'A' }, { item_id: 'B' }] },
    });
  });

  it('makes ids of the content and the occurrence, not of the place', () => {
    const id = event(map()).id;
    expect(event(map({}, { number: 99, occurrence: 0 })).id).toBe(id);
    expect(event(map({}, { number: 8, occurrence: 1 })).id).not.toBe(id);
    expect(event(map({ group: 'g2' })).id).not.toBe(id);
  });

  it.each([
    [{ at: '2024-02-31 10:00:00' }, 'at', 'is not a time'],
    [{ event: 'dance' }, 'event', 'is not in the mapping'],
    [{ event: '' }, 'event', 'no name'],
    [{ user: ' ' }, 'user', 'nobody'],
    [{ total: 'ten' }, 'total', 'not a number'],
  ])('says why %j cannot be an event', (change, column, reason) => {
    const mapped = map(change);
    expect(mapped).toMatchObject({ column });
    expect('reason' in mapped && mapped.reason).toContain(reason);
  });

  it('lists the columns that it needs, once each', () => {
    expect(mappedColumns(mappingSchema.parse(mapping))).toEqual([
      'at',
      'user',
      'event',
      'platform',
      'total',
      'skus',
      'group',
    ]);
  });

  it('refuses a mapping that names nobody', () => {
    expect(() => mappingSchema.parse({ time: { column: 'at' }, name: 'event' })).toThrow(/visitor/);
  });
});
