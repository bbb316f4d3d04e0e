import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient } from '@clickhouse/client';
import type { InsertLines } from './connection.ts';

/** Bytes of one piece of a request's body. */
const A_PIECE = 64 * 1024;

/** Sends the lines of an INSERT in the body of a request, as they are made. */
export function insertOverHttp(client: ClickHouseClient): InsertLines {
  return async (table, columns, pieces, settings) => {
    const chosen = Object.entries(settings).map(([name, value]) => `${name} = ${literal(value)}`);
    const { stream } = await client.exec({
      query: `INSERT INTO ${table} (${columns.map(identifier).join(', ')}) SETTINGS ${chosen.join(', ')} FORMAT JSONCompactEachRow`,
      values: Readable.from(joined(pieces)),
    });
    // An insert has nothing to say unless it failed after its answer had begun.
    const answer = await text(stream);
    if (answer.trim() !== '') throw new Error(`ClickHouse refused rows of ${table}: ${answer.trim().slice(0, 500)}`);
  };
}

/** The same bytes in fewer pieces, each made when it is asked for. */
function* joined(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  let some: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    some.push(piece);
    bytes += piece.length;
    if (bytes < A_PIECE) continue;
    yield Buffer.concat(some, bytes);
    some = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(some, bytes);
}

function identifier(name: string): string {
  if (!/^[a-z_.]+$/.test(name)) throw new RangeError(`"${name}" is not the name of a column.`);
  return `\`${name}\``;
}

function literal(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (!/^[\w:.-]*$/.test(value)) throw new RangeError(`"${value}" cannot be the value of an insert's setting.`);
  return `'${value}'`;
}
