import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { codeOf, failed, messageOf, whyUnreadable, wrongCall } from '../shell/cli-error.ts';

/** A table that is being read, row by row. */
export interface RowReader {
  /** Names of the columns, as the header says. */
  columns: string[];
  /** The rows below the header, texts by column name. */
  rows: AsyncIterable<Record<string, string>>;
  /** Bytes of the file, and how many of them have been read. */
  size: number;
  bytesRead(): number;
}

async function isGzip(file: string): Promise<{ gzip: boolean; size: number }> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return { gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b, size: (await handle.stat()).size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw wrongCall(`The file ${file} cannot be read: ${whyUnreadable(error)}; check the path.`, error);
  }
}

function rowError(file: string, error: unknown): Error {
  const code = codeOf(error) ?? '';
  if (error instanceof CsvError) {
    const { lines } = error as CsvError & { lines?: number };
    const where = lines === undefined ? '' : ` near line ${lines}`;
    return failed(
      `The file ${file} is not a CSV table${where}: ${messageOf(error)}; correct it and import it again, what is stored already is not counted twice.`,
      error,
    );
  }
  if (code.startsWith('Z_'))
    return failed(`The file ${file} is a damaged gzip file: ${messageOf(error)}; fetch it again.`, error);
  return failed(`The file ${file} could not be read to its end: ${messageOf(error)}.`, error);
}

/**
 * Opens a CSV table, plain or gzip (told by its first bytes), and reads it as a stream: memory does not grow with it.
 *
 * @throws CliError (2) when there is no such file or it has no header; (1) from `rows` when it is damaged further down
 */
export async function readRows(file: string): Promise<RowReader> {
  const { gzip, size } = await isGzip(file);
  const source: ReadStream = createReadStream(file, { highWaterMark: 256 * 1024 });
  const parser = parse({ bom: true, skip_empty_lines: true, relax_column_count: true });
  const onEnd = () => undefined;
  if (gzip) pipeline(source, createGunzip(), parser, onEnd);
  else pipeline(source, parser, onEnd);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>;

  async function next(): Promise<string[] | undefined> {
    try {
      const step = await records.next();
      return step.done === true ? undefined : step.value;
    } catch (error) {
      throw rowError(file, error);
    }
  }

  const columns = await next();
  if (columns === undefined) throw wrongCall(`The file ${file} is empty: its first line must name the columns.`);

  async function* rows(): AsyncGenerator<Record<string, string>> {
    try {
      for (let record = await next(); record !== undefined; record = await next()) {
        const row: Record<string, string> = {};
        for (let i = 0; i < (columns?.length ?? 0); i++) row[columns?.[i] ?? ''] = record[i] ?? '';
        yield row;
      }
    } finally {
      source.destroy();
    }
  }
  return { columns, rows: rows(), size, bytesRead: () => source.bytesRead };
}
