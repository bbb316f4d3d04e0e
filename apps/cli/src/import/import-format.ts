import { readFileSync } from 'node:fs';
import { type ClientEvent, inputFault } from '@desirepath/schema';
import {
  GA360_COLUMNS,
  ga360Hit,
  mappedColumns,
  mappingSchema,
  Occurrences,
  rowMapper,
  SNOWPLOW_ENRICHED_COLUMNS,
  snowplowEnriched,
} from '@desirepath/wire';
import { parseDocument } from 'yaml';
import { messageOf, whyUnreadable, wrongCall } from '../shell/cli-error.ts';

/** What a row became: an event, or a reason why it is none. */
type ImportedRow = { event: ClientEvent } | { reason: string; column: string };

/** How the rows of a file become events. */
export interface ImportFormat {
  /** Columns that the file must have. */
  columns: readonly string[];
  /** What to do when one of them is missing. */
  wayOut: string;
  /** @param number of the row, from 1 */
  event(row: Record<string, string>, number: number): ImportedRow;
}

const FORMATS = ['ga360-hits', 'snowplow-enriched', 'csv'] as const;

function readMapping(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw wrongCall(`The mapping ${file} cannot be read: ${whyUnreadable(error)}; check the path.`, error);
  }
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error === undefined) return document.toJS();
  const line = error.linePos?.[0].line;
  const where = line === undefined ? '' : ` line ${line}`;
  throw wrongCall(`The mapping ${file}${where} is not YAML: ${messageOf(error).split(' at line ')[0]}; correct it.`);
}

function csvFormat(file: string): ImportFormat {
  const input = readMapping(file);
  const checked = mappingSchema.safeParse(input);
  if (!checked.success) {
    const { path, message } = inputFault(checked.error, input);
    const field = path.map(String).join('.') || 'the whole file';
    throw wrongCall(`The mapping ${file} cannot be used: ${field}: ${message}; correct it.`);
  }
  const map = rowMapper(checked.data);
  const occurrences = new Occurrences();
  return {
    columns: mappedColumns(checked.data),
    wayOut: `change the mapping ${file} or the file's header`,
    event: (row, number) => map(row, { number, occurrence: occurrences.next(Object.values(row).join('\u0000')) }),
  };
}

/**
 * The format that a call names.
 *
 * @throws CliError (2) when there is none of that name, or the mapping is missing or broken
 */
export function importFormat(name: string, mapping: string | undefined): ImportFormat {
  if (name === 'ga360-hits') {
    return {
      columns: GA360_COLUMNS,
      wayOut: 'use --format csv with a mapping for a table of another kind',
      event: (row) => ({ event: ga360Hit(row) }),
    };
  }
  if (name === 'snowplow-enriched') {
    return {
      columns: SNOWPLOW_ENRICHED_COLUMNS,
      wayOut: 'use --format csv with a mapping for a table of another kind',
      event: (row) => ({ event: snowplowEnriched(row) }),
    };
  }
  if (name === 'csv') {
    if (mapping === undefined) throw wrongCall('The format csv needs to know the columns: name a file with --mapping.');
    return csvFormat(mapping);
  }
  throw wrongCall(`There is no import format "${name}": choose one of ${FORMATS.join(', ')} with --format.`);
}

/**
 * Makes sure that a file has the columns its format needs.
 *
 * @throws CliError (2) that names the missing ones, those there are, and the way out
 */
export function requireColumns(file: string, columns: readonly string[], format: ImportFormat): void {
  const missing = format.columns.filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  const words = missing.map((column) => `"${column}"`).join(', ');
  const noun = missing.length === 1 ? 'column' : 'columns';
  throw wrongCall(
    `The file ${file} has no ${noun} ${words}; it has ${columns.map((c) => `"${c}"`).join(', ')}: ${format.wayOut}. Nothing was imported.`,
  );
}
