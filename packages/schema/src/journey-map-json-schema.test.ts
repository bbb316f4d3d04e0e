import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { journeyMapJsonSchema } from './journey-map-json-schema.ts';

test('the committed file is current', () => {
  const text = readFileSync(new URL('../journey-map.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(text), 'write it anew with `pnpm --filter @desirepath/schema schema`').toEqual(
    journeyMapJsonSchema(),
  );
});

test('what has a default may be left out', () => {
  const schema = journeyMapJsonSchema();
  expect(schema.required).toEqual(['name', 'stages']);
  expect(schema.additionalProperties).toBe(false);
});
