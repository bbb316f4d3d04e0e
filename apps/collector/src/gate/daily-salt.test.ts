import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@desirepath/testing';
import { expect, test } from 'vitest';
import { openDailySalt } from './daily-salt.ts';

const DAY = 86_400_000;

test('the same all day, also after a restart, and another one the next day, with nothing left of the first', () => {
  const folder = tempDir('salt');
  const file = join(folder.path, 'salt.json');
  const morning = 20_000 * DAY + 1;
  const first = openDailySalt(file).visitor(morning, 'shop', '203.0.113.9', 'Firefox');
  expect(first).toMatch(/^day:ffk:[\w-]{22}$/);
  const kept = readFileSync(file, 'utf8');
  const again = openDailySalt(file);
  expect(again.visitor(morning + DAY / 2, 'shop', '203.0.113.9', 'Firefox')).toBe(first);
  expect(again.visitor(morning, 'other', '203.0.113.9', 'Firefox')).not.toBe(first);
  expect(again.visitor(morning, 'shop', '203.0.113.10', 'Firefox')).not.toBe(first);
  expect(again.visitor(morning + DAY, 'shop', '203.0.113.9', 'Firefox')).not.toBe(first);
  expect(readFileSync(file, 'utf8')).not.toContain(JSON.parse(kept).salt);
  // The clock is put back: yesterday's salt is gone for good.
  expect(again.visitor(morning, 'shop', '203.0.113.9', 'Firefox')).not.toBe(first);
  folder.remove();
});

test('goes when its day is over, also where nobody comes', () => {
  const folder = tempDir('salt');
  const file = join(folder.path, 'salt.json');
  const salt = openDailySalt(file);
  const first = salt.visitor(20_000 * DAY, 'shop');
  salt.forget(20_001 * DAY - 1);
  expect(salt.visitor(20_000 * DAY, 'shop')).toBe(first);
  salt.forget(20_001 * DAY);
  expect(existsSync(file)).toBe(false);
  expect(salt.visitor(20_001 * DAY, 'shop')).not.toBe(first);
  // One that was stopped in the evening finds it in the morning.
  openDailySalt(file).forget(20_002 * DAY);
  expect(existsSync(file)).toBe(false);
  folder.remove();
});
