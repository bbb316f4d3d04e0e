import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { RecentIds } from './recent-ids.ts';

const by = (owner: string, isDurable = false) => ({ owner, fate: { isDurable } });

it('knows what is on the disk, and what shares the fate of what comes', () => {
  const recent = new RecentIds(100);
  const id = randomUUID();
  const first = by('a');
  expect(recent.isKnown(id, first)).toBe(false);
  expect(recent.isKnown(id, { ...first })).toBe(true);
  // Another frame: the one before may yet fail.
  const second = by('a');
  expect(recent.isKnown(id, second)).toBe(false);
  second.fate.isDurable = true;
  expect(recent.isKnown(id.toUpperCase(), by('a'))).toBe(true);
});

it('the same id of another owner is another event', () => {
  const recent = new RecentIds(100);
  const id = randomUUID();
  expect(recent.isKnown(id, by('a', true))).toBe(false);
  expect(recent.isKnown(id, by('b', true))).toBe(false);
});

it('tells thousands of ids apart, however alike, and forgets the oldest', () => {
  const recent = new RecentIds(20_000);
  const bringer = by('a', true);
  const ids = Array.from({ length: 12_000 }, (_, i) => {
    const digits = i.toString(16).padStart(8, '0');
    return i % 2 === 0 ? randomUUID() : `${digits}-0000-7000-8000-000000000000`;
  });
  for (const id of ids) expect(recent.isKnown(id, bringer)).toBe(false);
  for (const id of ids) expect(recent.isKnown(id, bringer)).toBe(true);
  for (let i = 0; i < 20_000; i++) recent.isKnown(randomUUID(), bringer);
  expect(recent.isKnown(ids[0] ?? '', bringer)).toBe(false);
});
