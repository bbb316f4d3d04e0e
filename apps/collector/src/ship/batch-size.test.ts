import { expect, it } from 'vitest';
import { batchSize } from './batch-size.ts';

it('a backlog goes in by smaller batches until it is gone', () => {
  const bytes = batchSize(24);
  expect([10, 30, 48].map(bytes)).toEqual([24, 24, 24]);
  expect([49, 40, 20, 9].map(bytes)).toEqual([8, 8, 8, 8]);
  expect([8, 30].map(bytes)).toEqual([24, 24]);
});
