import { problemSchema, receiptSchema } from '@desirepath/schema';
import { expect } from 'vitest';

/** The problem that an answer tells of: as the schema has it, of the answer's own status, and in a sentence. */
export async function problemIn(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const is = problemSchema.parse(await response.json());
  expect(is.status).toBe(response.status);
  expect(is.detail).toMatch(/\.$/);
  return is;
}

/** The receipt that an answer is. */
export async function receiptIn(response: Response) {
  expect(response.status).toBe(200);
  return receiptSchema.parse(await response.json());
}
