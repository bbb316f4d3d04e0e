import { fromBase64url, toBase64url } from './base64url.ts';
import { PlanError } from './plan-error.ts';

/** The last journey of a page; the next page begins after it. */
export interface JourneysCursor {
  /** ms since 1970 */
  start: number;
  person: string;
  number: number;
}

/** A cursor as it goes to the caller, who need not know what is in it. */
export function writeCursor({ start, person, number }: JourneysCursor): string {
  return toBase64url(JSON.stringify([start, person, number]));
}

/** @throws PlanError for what no answer has given */
export function readCursor(cursor: string): JourneysCursor {
  const refuse = (): PlanError =>
    new PlanError(
      `"${cursor.slice(0, 60)}" is no cursor of a journeys answer; pass on the "next" of the answer before, or leave it out for the first page.`,
      'cursor',
      cursor,
    );
  let parts: unknown;
  try {
    parts = JSON.parse(fromBase64url(cursor) ?? '');
  } catch {
    throw refuse();
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw refuse();
  const [start, person, number] = parts as unknown[];
  if (!Number.isSafeInteger(start) || typeof person !== 'string' || !Number.isSafeInteger(number)) throw refuse();
  return { start: Number(start), person, number: Number(number) };
}
