import { readFileSync } from 'node:fs';
import { VOCABULARY } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { POSTHOG_OWN, POSTHOG_TABLE } from '../src/posthog/posthog-table.ts';
import { SNOWPLOW_ACTIONS, SNOWPLOW_KINDS, SNOWPLOW_SCHEMAS } from '../src/snowplow/snowplow-table.ts';
import { dialectTables } from './dialect-tables.ts';

test('docs/dialects.md shows every table as it is', () => {
  // The formatter aligns columns.
  const unaligned = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  const page = unaligned(readFileSync(new URL('../../../docs/dialects.md', import.meta.url), 'utf8'));
  for (const table of dialectTables()) expect(page).toContain(`${unaligned(table)}\n`);
});

test('events are mapped to names that the product knows, but for a few', () => {
  const known = new Set<string>(VOCABULARY);
  const rules = [POSTHOG_TABLE.names, POSTHOG_OWN, SNOWPLOW_ACTIONS, SNOWPLOW_KINDS, SNOWPLOW_SCHEMAS].flat();
  const others = new Set(rules.map(({ to }) => to).filter((name) => !known.has(name)));
  expect([...others].sort()).toEqual(['group', 'page_ping', 'screen_view', 'transaction_error', 'transaction_item']);
});
