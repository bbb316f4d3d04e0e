import { importId } from '../import/import-id.ts';
import { rawJson } from '../normalise/raw-json.ts';
import { textOf } from './fields.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** More of an event than this is not looked at to tell it from others, in characters. */
const MAX_CONTENT = 65_536;

/** What makes an id where the client gave none. */
export interface Unnamed {
  /** The event as it came, and what else belongs to it. */
  content: unknown;
  /** Milliseconds: of the event where it has a time of its own, else of its receipt. */
  time: unknown;
  /** How many equal events came before it in the same request. */
  occurrence: number;
}

/**
 * The id of a foreign event: the client's own where it is a UUID, else a UUID made of it. Where the client gives none it is made
 * of the content, so that a repeated request gives the same ids as far as the events have a time of their own.
 *
 * @param dialect keeps ids of different dialects apart
 * @example eventId('segment', 'ajs-next-1732222222000-8e0c…', () => unnamed)
 */
export function eventId(dialect: string, given: unknown, unnamed: () => Unnamed): string {
  const id = textOf(given);
  if (id !== undefined) return UUID.test(id) ? id.toLowerCase() : importId([dialect, id]);
  const { content, time, occurrence } = unnamed();
  // It may be anything; an object need not even be a text.
  const moment = typeof time === 'object' ? rawJson(time, MAX_CONTENT) : String(time);
  return importId([dialect, '', rawJson(content, MAX_CONTENT), moment, String(occurrence)]);
}

/** Counts equal events of one request, so that two that are alike to the letter stay two. */
export function countEqual(): (content: unknown) => number {
  const seen = new Map<string, number>();
  return (content) => {
    const key = rawJson(content, MAX_CONTENT);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  };
}
