import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Sql } from '@desirepath/engine';
import { serial } from './serial.ts';
import { StoreError } from './store-error.ts';

/** Settings of one INSERT, written into its text: a setting sent beside it would stay on in an embedded session. */
type InsertSettings = Record<string, string | number>;

/** A row of a table by the names of its columns. */
export type TableRow = Readonly<Record<string, unknown>>;

/** The four things the store does with ClickHouse, alike for an embedded one and a server. */
export interface Connection {
  readonly kind: 'embedded' | 'server';
  /** Runs a SELECT. 64-bit integers come as JSON numbers: beyond 2^53 cast them to String in the SELECT. */
  rows<Row>(sql: Sql): Promise<Row[]>;
  /** Runs a statement that returns nothing. */
  run(sql: Sql): Promise<void>;
  /** Inserts rows; all have the columns of the first one. */
  insert(table: string, rows: readonly TableRow[], settings: InsertSettings): Promise<void>;
  /**
   * Inserts rows that are text already: JSONCompactEachRow, the values in the order of the columns, whole lines in each piece. Pieces
   * are asked for as they are sent.
   */
  insertText(
    table: string,
    columns: readonly string[],
    pieces: Iterable<string>,
    settings: InsertSettings,
  ): Promise<void>;
  /** Ends when what is under way has ended; what waits for its turn is refused. */
  close(): Promise<void>;
}

/** What is needed of a client of @clickhouse/client, whatever it is connected to. */
export function clientConnection(kind: Connection['kind'], client: ClickHouseClient): Connection {
  // An embedded ClickHouse has one session: statements that overlap in it would share settings and parameters.
  const turn = kind === 'embedded' ? serial() : <T>(work: () => Promise<T>) => work();
  let closed: Promise<void> | undefined;
  const inTurn = <T>(work: () => Promise<T>) =>
    turn(async () => {
      if (closed !== undefined) throw new StoreError('closed', 'The store is closed; open it again to ask it.');
      return work();
    });
  const insertText: Connection['insertText'] = (table, columns, pieces, settings) =>
    inTurn(async () => {
      const list = Object.entries({ ...INSERT_SETTINGS, ...settings });
      const chosen = list.map(([name, value]) => `${name} = ${literal(value)}`).join(', ');
      const { stream } = await client.exec({
        // Rows without their names take half the time to read that objects take.
        query: `INSERT INTO ${table} (${columns.map(identifier).join(', ')}) SETTINGS ${chosen} FORMAT JSONCompactEachRow`,
        values: Readable.from(pieces),
      });
      // An insert has nothing to say unless it failed after its answer had begun.
      const answer = await text(stream);
      if (answer.trim() !== '') throw new Error(`ClickHouse refused rows of ${table}: ${answer.trim().slice(0, 500)}`);
    });
  return {
    kind,
    rows: <Row>(sql: Sql) =>
      inTurn(async () => {
        const result = await client.query({
          query: sql.text,
          query_params: sql.params,
          format: 'JSONEachRow',
          // An embedded ClickHouse has them in its session: sent along, each would be a statement of its own.
          clickhouse_settings: kind === 'server' ? QUESTION_SETTINGS : {},
        });
        return result.json<Row>();
      }),
    run: (sql) =>
      inTurn(async () => {
        await client.command({ query: sql.text, query_params: sql.params });
      }),
    async insert(table, rows, settings) {
      const [first] = rows;
      if (first === undefined) return;
      const columns = Object.keys(first);
      const lines = rows.map((row) => JSON.stringify(columns.map((column) => row[column])));
      await insertText(table, columns, [`${lines.join('\n')}\n`], settings);
    },
    insertText,
    // After what is under way, and never asked again: an embedded ClickHouse that is closed takes the process with it.
    close() {
      closed ??= turn(() => client.close());
      return closed;
    },
  };
}

/** How rows come, and that a question may be long. */
export const QUESTION_SETTINGS = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_escape_forward_slashes: 0,
  max_query_size: '16777216',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '4000000',
} as const;

const INSERT_SETTINGS: InsertSettings = {
  // Rows given to an asynchronous insert are lost when an embedded ClickHouse closes.
  async_insert: 0,
  max_partitions_per_insert_block: 0,
  // One INSERT is one block, so that its token stands for all of it.
  max_insert_block_size: 10_000_000,
  input_format_parallel_parsing: 0,
  // No frame has a row twice, so there is nothing to merge before it is written; that would take a fifth of the time.
  optimize_on_insert: 0,
};

function identifier(name: string): string {
  if (!/^[a-z_.]+$/.test(name)) throw new RangeError(`"${name}" is not the name of a column.`);
  return `\`${name}\``;
}

function literal(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (!/^[\w:.-]*$/.test(value)) throw new RangeError(`"${value}" cannot be the value of an insert's setting.`);
  return `'${value}'`;
}
