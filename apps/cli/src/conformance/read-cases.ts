import type { LogCase } from '@desirepath/engine';
import { isTimeFormat, timeReader } from '@desirepath/wire';
import type { RowReader } from '../import/read-rows.ts';
import { wrongCall } from '../shell/cli-error.ts';

/** Which columns of a log hold what; undefined: told by their usual names. */
export interface LogColumns {
  case: string | undefined;
  activity: string | undefined;
  time: string | undefined;
}

/** The cases of a log, and the rows that belong to none. */
export interface LogCases {
  cases: LogCase[];
  leftOut: { what: string; count: number }[];
}

const USUAL = {
  case: ['case', 'case_id', 'caseid', 'case:concept:name', 'trace'],
  activity: ['activity', 'event', 'concept:name', 'task'],
  time: ['time', 'timestamp', 'time:timestamp', 'start_time', 'date'],
} as const;

/** @throws CliError (2) when the file has no such column */
function columnOf(file: string, columns: readonly string[], what: keyof LogColumns, given: string | undefined): string {
  const found =
    given === undefined
      ? columns.find((column) => (USUAL[what] as readonly string[]).includes(column.trim().toLowerCase()))
      : columns.find((column) => column === given);
  if (found !== undefined) return found;
  const there = columns.map((column) => `"${column}"`).join(', ');
  throw wrongCall(
    given === undefined
      ? `The log ${file} has none of the usual columns for the ${what}; it has ${there}: name one with --${what}.`
      : `The log ${file} has no column "${given}"; it has ${there}: name one of them with --${what}.`,
  );
}

/**
 * Reads a log and sorts its rows into cases, each in the order of time; rows of the same time stay as the file has them.
 *
 * @param format of the times: `iso`, `unix_s`, `unix_ms` or a pattern
 * @throws CliError (2) when a column is missing or there is no such format
 */
export async function readCases(
  file: string,
  reader: RowReader,
  given: LogColumns,
  format: string,
  onRow: (rows: number) => void,
): Promise<LogCases> {
  const columns = {
    case: columnOf(file, reader.columns, 'case', given.case),
    activity: columnOf(file, reader.columns, 'activity', given.activity),
    time: columnOf(file, reader.columns, 'time', given.time),
  };
  if (!isTimeFormat(format)) {
    throw wrongCall(
      `There is no time format "${format}": write iso, unix_s, unix_ms or a pattern such as YYYY-MM-DD HH:mm:ss.`,
    );
  }
  const timeOf = timeReader(format, 'UTC');
  const cases = new Map<string, { time: number; activity: string }[]>();
  let rows = 0;
  let nameless = 0;
  let timeless = 0;
  for await (const row of reader.rows) {
    rows += 1;
    onRow(rows);
    const id = row[columns.case] ?? '';
    const activity = row[columns.activity] ?? '';
    if (id === '' || activity === '') {
      nameless += 1;
      continue;
    }
    const time = timeOf(row[columns.time] ?? '');
    if (time === null) {
      timeless += 1;
      continue;
    }
    const events = cases.get(id);
    if (events === undefined) cases.set(id, [{ time, activity }]);
    else events.push({ time, activity });
  }
  return {
    cases: [...cases].map(([id, events]) => ({
      id,
      activities: events.sort((a, b) => a.time - b.time).map(({ activity }) => activity),
    })),
    leftOut: [
      { what: `rows without a ${columns.case} or ${columns.activity}`, count: nameless },
      { what: `rows whose ${columns.time} cannot be read`, count: timeless },
    ].filter(({ count }) => count > 0),
  };
}
