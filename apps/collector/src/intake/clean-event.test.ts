import type { Site } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { cleanEvent } from './clean-event.ts';

const site: Site = { id: 'shop', write_key: 'write-key', origins: [], tokens: [], time_zone: 'UTC', currency: 'EUR' };
const rejection = { reason: 'bad_event', field: 'name', detail: 'The field "name" is not right.' };

test('a raw text that grows as it is scrubbed is cut between characters, never inside one', () => {
  for (const pad of ['', 'x']) {
    const raw = `{"pwd":1,"key":"${pad}${'😀'.repeat(4087)}`;
    expect(raw.length).toBeLessThanOrEqual(8192);
    const clean = cleanEvent({ verdict: 'rejected', id: undefined, rejection, raw }, site, false);
    if (clean.verdict !== 'rejected') throw new Error('It is no reject any more.');
    expect(clean.raw).toContain('{"pwd":"[secret]","key":"');
    expect(clean.raw.length).toBeLessThanOrEqual(8192);
    expect(clean.raw.isWellFormed()).toBe(true);
  }
});
