import { eventOfLine, type Frame } from '@desirepath/schema';
import type { InsertReport, Portion } from '@desirepath/store';
import { cleanText } from '@desirepath/wire';
import { isDataError } from './is-data-error.ts';

const MINUTE = 60_000;
/** When so many rows fail and not one goes in, it is the tables that are wrong, not the rows. */
const SUSPICIOUS = 5;

/** What inserting a frame in parts came to. */
export interface PartsReport extends InsertReport {
  /** Rows that ClickHouse does not take; they are among the rejects now. */
  refused: readonly Row[];
}

/** The places of rows that ClickHouse named as the ones it does not take. */
export interface Suspects {
  /** Those that are on the disk already, in any order. */
  known: readonly number[];
  /** Resolves once one more is on the disk. */
  add(place: number): Promise<void>;
}

/** More are not kept: what is left is halved. */
const MOST_SUSPECTS = 50;

/**
 * Inserts a frame of which ClickHouse does not take every row. A row that it names stands alone at once; where it names none the rows are
 * halved, and halved again where they fail, until the bad ones stand alone. They become rejects, their neighbours go in. Each part has a
 * name of its own that is the same every time, so all of this may be interrupted and begun again: what is cut by a suspect is cut
 * after that is on the disk. The rows are counted at the end, by what is in the table.
 *
 * @throws what `insert` throws when it is not about the rows, and when not a single row goes in
 */
export async function insertInParts(
  insert: (frame: Frame, portion: Portion) => Promise<InsertReport>,
  frame: Frame,
  { known, add }: Suspects,
): Promise<PartsReport> {
  const suspects = [...known];
  const refused: { row: Row; error: unknown }[] = [];
  await cut(0, frame.rows.length);
  if (refused.length === frame.rows.length && refused.length >= SUSPICIOUS) {
    throw new Error(
      `ClickHouse takes none of ${refused.length} rows, so the tables must be at fault; bring them up to date. It is tried again.`,
      { cause: refused[0]?.error },
    );
  }
  const { stored, duplicates } = await insert(restOf(frame, refused), 'rest');
  return { stored, duplicates, refused: refused.map(({ row }) => row) };

  async function cut(from: number, to: number): Promise<void> {
    const at = suspects.find((place) => from <= place && place < to && to - from > 1);
    if (at !== undefined) {
      await cut(from, at);
      await cut(at, at + 1);
      await cut(at + 1, to);
      return;
    }
    const error = await part(from, to);
    if (error === undefined || to - from === 1) return;
    const place = placeOf(error, frame.rows);
    if (place !== undefined && from <= place && place < to && suspects.length < MOST_SUSPECTS) {
      await add(place);
      suspects.push(place);
      await cut(from, to);
    } else await halve(from, to);
  }

  /** Inserts both halves of rows that fail together; in halves no name is heeded, so they are the same every time. */
  async function halve(from: number, to: number): Promise<void> {
    const middle = Math.floor((from + to) / 2);
    const first = await part(from, middle);
    if (first !== undefined && middle - from > 1) await halve(from, middle);
    // Where the first half went in, the second one fails: there is no need to try.
    const isSure = first === undefined && to - middle > 1;
    const second = isSure ? true : await part(middle, to);
    if (second !== undefined && to - middle > 1) await halve(middle, to);
  }

  /** Inserts some rows; the error where they do not go in, which is the end of a single one. */
  async function part(from: number, to: number): Promise<unknown> {
    if (from === to) return undefined;
    try {
      const rows = frame.rows.slice(from, to);
      const id = `${frame.id}-${from}-${to}`;
      await insert({ id, rows, rejects: [], accounting: [] }, 'rows');
      return undefined;
    } catch (error) {
      if (!isDataError(error)) throw error;
      const row = frame.rows[from];
      if (to - from === 1 && row !== undefined) refused.push({ row, error });
      return error;
    }
  }
}

/** The place of the row that an error of the store names. */
export function placeOf(error: unknown, rows: readonly Row[]): number | undefined {
  const { row } = error as { row?: Row };
  const place = row === undefined ? -1 : rows.indexOf(row);
  return place < 0 ? undefined : place;
}

/** What is left of a frame when its rows are in, or among the rejects. */
function restOf(frame: Frame, refused: readonly { row: Row; error: unknown }[]): Frame {
  const out = new Set(refused.map(({ row }) => row));
  return {
    id: frame.id,
    rows: frame.rows.filter((row) => !out.has(row)),
    rejects: [...frame.rejects, ...refused.map(({ row, error }) => toReject(row, error))],
    bots: frame.bots ?? [],
    accounting: [
      ...frame.accounting,
      ...refused.map(({ row }) => ({
        site: row.site,
        minute: Math.floor(row.received_time / MINUTE) * MINUTE,
        verdict: 'rejected' as const,
        reason: REASON,
        count: 1,
      })),
    ],
  };
}

const REASON = 'refused_by_store';

type Row = Frame['rows'][number];

function toReject(row: Row, error: unknown) {
  const why = error instanceof Error ? error.message : String(error);
  return {
    site: row.site,
    received_time: row.received_time,
    event_id: row.event_id,
    reason: REASON,
    field: '',
    detail: cleanText(`ClickHouse does not take this event: ${why}`, 500),
    raw: cleanText(JSON.stringify('line' in row ? eventOfLine(new TextDecoder().decode(row.line)) : row), 8192),
  };
}
