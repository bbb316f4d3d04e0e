import type { Frame } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { isUntimed, keyOf, keysElsewhere } from './keys-elsewhere.ts';
import type { KnownEvents } from './known-events.ts';

type Row = Frame['rows'][number];

/**
 * Splits the rows of a frame into those to store and those that another frame has brought before, or that stand in
 * this one twice. Rows that this very frame has brought are not duplicates: it is being tried again.
 *
 * @param known tells of most events that they are new without a look at the table
 */
export async function findDuplicates(
  connection: Connection,
  frame: Frame,
  known?: KnownEvents,
): Promise<{ fresh: readonly Row[]; duplicates: Row[] }> {
  await known?.prepare(frame.rows);
  const suspects = known === undefined ? [...frame.rows.entries()] : suspectsOf(frame.rows, known);
  if (suspects.length === 0) return { fresh: frame.rows, duplicates: [] };
  const seen = await keysElsewhere(
    connection,
    frame.id,
    suspects.map(([, row]) => row),
  );
  const places = new Set<number>();
  for (const [place, row] of suspects) {
    const key = keyOf(row);
    if (seen.has(key)) places.add(place);
    seen.add(key);
  }
  if (places.size === 0) return { fresh: frame.rows, duplicates: [] };
  return {
    fresh: frame.rows.filter((_, place) => !places.has(place)),
    duplicates: frame.rows.filter((_, place) => places.has(place)),
  };
}

/** The rows, with their places, of which nobody can say that they are new, and any with the same ids. */
function suspectsOf(rows: readonly Row[], known: KnownEvents): [number, Row][] {
  const ids = new Set<string>();
  for (const row of rows) {
    // What it remembers goes by the time of the client, and so says nothing of an event that has none.
    if (known.note(row) || isUntimed(row)) ids.add(row.event_id.toLowerCase());
  }
  return ids.size === 0 ? [] : [...rows.entries()].filter(([, row]) => ids.has(row.event_id.toLowerCase()));
}
