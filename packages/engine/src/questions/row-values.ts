import type { Row } from './question.ts';

/** A number of a row; what is no number is 0. Takes the texts that ClickHouse may write 64-bit integers as. */
export function num(row: Row | undefined, key: string): number {
  const value = Number(row?.[key] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** A text of a row; empty where there is none. */
export function text(row: Row | undefined, key: string): string {
  const value = row?.[key];
  return typeof value === 'string' ? value : '';
}

/** A list of a row; empty where there is none. */
export function list(row: Row | undefined, key: string): readonly unknown[] {
  const value = row?.[key];
  return Array.isArray(value) ? value : [];
}
