import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { Sql } from '@desirepath/engine';
import { parseLines } from './parse-lines.ts';
import { serial } from './serial.ts';
import { StoreError } from './store-error.ts';

/** Settings of one INSERT, written into its text: a setting sent beside it would stay on in an embedded session. */
type InsertSettings = Record<string, string | number>;

/** A row of a table by the names of its columns. */
export type TableRow = Readonly<Record<string, unknown>>;

/** The few things the store does with ClickHouse, alike for an embedded one and a server. */
export interface Connection {
  readonly kind: 'embedded' | 'server';
  /** Runs a SELECT. 64-bit integers come as JSON numbers: beyond 2^53 cast them to String in the SELECT. */
  rows<Row>(sql: Sql): Promise<Row[]>;
  /** The same rows as they come: one of JSON each line. */
  lines(sql: Sql): Promise<string>;
  /** Runs a statement that returns nothing. */
  run(sql: Sql): Promise<void>;
  /** Inserts rows; all have the columns of the first one. */
  insert(table: string, rows: readonly TableRow[], settings: InsertSettings): Promise<void>;
  /** Inserts rows that are bytes already: JSONCompactEachRow, the values in the order of the columns, a line each. */
  insertLines: InsertLines;
  /**
   * Another connection to the same ClickHouse, whose statements do not wait for those of this one; to be closed like it. On a server
   * statements wait for no other, so it is the same.
   */
  beside(): Promise<Connection>;
  /** Ends when what is under way has ended; what waits for its turn is refused. */
  close(): Promise<void>;
}

export type InsertLines = (
  table: string,
  columns: readonly string[],
  pieces: Iterable<Uint8Array>,
  settings: InsertSettings,
) => Promise<void>;

/**
 * What is needed of a client of @clickhouse/client, whatever it is connected to.
 *
 * @param send sends the lines of an INSERT
 * @param beside opens another connection, where statements of one wait for each other
 */
export function clientConnection(
  kind: Connection['kind'],
  client: ClickHouseClient,
  send: InsertLines,
  beside?: () => Promise<Connection>,
): Connection {
  // An embedded ClickHouse has one session: statements that overlap in it would share settings and parameters.
  const turn = kind === 'embedded' ? serial() : <T>(work: () => Promise<T>) => work();
  let closed: Promise<void> | undefined;
  const inTurn = <T>(work: () => Promise<T>) =>
    turn(async () => {
      if (closed !== undefined) throw new StoreError('closed', 'The store is closed; open it again to ask it.');
      return work();
    });
  // An embedded ClickHouse has them in its session: sent along, each would be a statement of its own.
  const sent = kind === 'server' ? STATEMENT_SETTINGS : {};
  const insertLines: InsertLines = (table, columns, pieces, settings) =>
    inTurn(() => send(table, columns, pieces, { ...INSERT_SETTINGS, ...settings }));
  const lines = (sql: Sql) =>
    inTurn(async () => {
      const result = await client.query({
        query: sql.text,
        query_params: sql.params,
        format: 'JSONEachRow',
        clickhouse_settings: sent,
      });
      return result.text();
    });
  const connection: Connection = {
    kind,
    rows: async <Row>(sql: Sql) => parseLines<Row>(await lines(sql)),
    lines,
    run: (sql) =>
      inTurn(async () => {
        await client.command({ query: sql.text, query_params: sql.params, clickhouse_settings: sent });
      }),
    async insert(table, rows, settings) {
      const [first] = rows;
      if (first === undefined) return;
      const columns = Object.keys(first);
      const lines = rows.map((row) => JSON.stringify(columns.map((column) => row[column])));
      await insertLines(table, columns, [Buffer.from(`${lines.join('\n')}\n`)], settings);
    },
    insertLines,
    beside: beside ?? (async () => connection),
    // After what is under way, and never asked again: an embedded ClickHouse that is closed takes the process with it.
    close() {
      closed ??= turn(() => client.close());
      return closed;
    },
  };
  return connection;
}

/** Of every statement: how rows come, that a question may be long, and how it is worked out. */
export const STATEMENT_SETTINGS: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_escape_forward_slashes: 0,
  max_query_size: '16777216',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '4000000',
  // An `if` works out both of its sides, each once. Left to work out only what a row needs, ClickHouse works columns that rest on
  // one another out again for each that names them: up to five times the time, and nothing here needs sparing.
  short_circuit_function_evaluation: 'disable',
};

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
