import { eventOfLine, type Frame } from '@desirepath/schema';
import type { InsertReport } from '@desirepath/store';
import { cleanText } from '@desirepath/wire';
import { isDataError } from './is-data-error.ts';

const MINUTE = 60_000;
/** When so many rows fail and not one goes in, it is the tables that are wrong, not the rows. */
const SUSPICIOUS = 5;

/** What inserting a frame in parts came to. */
export interface PartsReport extends InsertReport {
  /** Rows that ClickHouse does not take; they are among the rejects now. */
  refused: number;
}

/**
 * Inserts a frame of which ClickHouse does not take every row: halves it, and halves again what fails, until the bad rows stand
 * alone. They become rejects, their neighbours go in. Each part has a name of its own that is the same every time, so all of
 * this may be interrupted and begun again.
 *
 * @throws what `insert` throws when it is not about the rows, and when not a single row goes in
 */
export async function insertInParts(
  insert: (frame: Frame) => Promise<InsertReport>,
  frame: Frame,
): Promise<PartsReport> {
  const report: PartsReport = { stored: 0, duplicates: [], refused: 0 };
  const refused: { row: Row; error: unknown }[] = [];
  await part(0, frame.rows.length);
  if (refused.length === frame.rows.length && refused.length >= SUSPICIOUS) {
    throw new Error(
      `ClickHouse takes none of ${refused.length} rows, so the tables must be at fault; bring them up to date. It is tried again.`,
      { cause: refused[0]?.error },
    );
  }
  report.refused = refused.length;
  await insert({
    id: `${frame.id}-rest`,
    rows: [],
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
  });
  return report;

  async function part(from: number, to: number): Promise<void> {
    if (from === to) return;
    try {
      const rows = frame.rows.slice(from, to);
      const { stored, duplicates } = await insert({
        id: `${frame.id}-${from}-${to}`,
        rows,
        rejects: [],
        accounting: [],
      });
      report.stored += stored;
      report.duplicates.push(...duplicates);
    } catch (error) {
      if (!isDataError(error)) throw error;
      const row = frame.rows[from];
      if (to - from === 1 && row !== undefined) {
        refused.push({ row, error });
        return;
      }
      const middle = Math.floor((from + to) / 2);
      await part(from, middle);
      await part(middle, to);
    }
  }
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
    raw: cleanText(JSON.stringify('line' in row ? eventOfLine(row.line) : row), 8192),
  };
}
