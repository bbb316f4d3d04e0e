import type { EventRow, Frame } from '@desirepath/schema';
import { expect, it } from 'vitest';
import { sitesOf } from './read-batch.ts';

const row = (site: string) => ({ site }) as EventRow;
const refused = (site: string) => ({
  site,
  minute: 0,
  verdict: 'rejected' as const,
  reason: 'wrong_write_key',
  count: 1,
});

it('tells the sites that have new events, each once, and none for what was only refused', () => {
  const frame: Frame = {
    id: 'f',
    rows: [row('shop'), row('other'), row('shop')],
    rejects: [],
    accounting: [refused(''), refused('third')],
  };
  expect(sitesOf(frame)).toEqual(['shop', 'other']);
});
