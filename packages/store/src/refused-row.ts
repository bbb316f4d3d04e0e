/** ClickHouse does not take a row, and has said which. */
class RefusedRow<Row> extends Error {
  override readonly name = 'RefusedRow';
  readonly row: Row;

  constructor(row: Row, cause: Error) {
    super(cause.message, { cause });
    this.row = row;
  }
}

/** What a sender wrote stands in the message too, but without a line break: it cannot name a row. */
const NAMED = / is violated at row (\d+)\.|: \(at row (\d+)\)\n/;

/**
 * The error, with the row that it names where it names one: for a violated constraint it does, and for what ClickHouse cannot read where it
 * is embedded; a client leaves that out of what a server says.
 */
export function namingRow<Row>(error: unknown, rows: readonly Row[]): unknown {
  if (!(error instanceof Error)) return error;
  const [, violated, unread] = NAMED.exec(error.message) ?? [];
  const row = rows[Number(violated ?? unread) - 1];
  return row === undefined ? error : new RefusedRow(row, error);
}
