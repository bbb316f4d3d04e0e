import { EVENT_COLUMNS, eventLine, type Frame } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { findDuplicates } from './find-duplicates.ts';
import type { KnownEvents } from './known-events.ts';
import { namingRow } from './refused-row.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

type Row = Frame['rows'][number];

/** Which rows of a frame are in the table by it, and which another one had brought already. */
export interface InsertedRows {
  stored: number;
  fresh: readonly Row[];
  duplicates: readonly Row[];
}

/** Inserts the rows of a frame that are new, and their names; may be repeated without effect. */
export async function insertRows(
  connection: Connection,
  names: TouchpointNames,
  frame: Frame,
  known?: KnownEvents,
): Promise<InsertedRows> {
  const { fresh, duplicates } = await findDuplicates(connection, frame, known);
  // Before the events, so that no journey is ever made of a name that is about to get its code.
  for (const [site, rows] of bySite(fresh)) await names.add(site, new Set(rows.map((row) => row.name)));
  if (fresh.length > 0) {
    await connection
      .insertLines('events', COLUMNS, linesOf(fresh, frame.id), {
        insert_deduplication_token: frame.id,
        deduplicate_blocks_in_dependent_materialized_views: 1,
      })
      .catch((error) => {
        throw namingRow(error, fresh);
      });
  }
  return { stored: fresh.length, fresh, duplicates };
}

const COLUMNS = [...EVENT_COLUMNS, 'frame'];

/** The lines, each with the name of the frame at its end. */
function* linesOf(rows: readonly Row[], frame: string): Generator<Uint8Array> {
  const end = Buffer.from(`,${JSON.stringify(frame)}]\n`);
  for (const row of rows) {
    const line = 'line' in row ? row.line : Buffer.from(eventLine(row));
    yield line.subarray(0, -1);
    yield end;
  }
}

function bySite(rows: readonly Row[]): Map<string, Row[]> {
  const sites = new Map<string, Row[]>();
  for (const row of rows) {
    const list = sites.get(row.site);
    if (list === undefined) sites.set(row.site, [row]);
    else list.push(row);
  }
  return sites;
}
