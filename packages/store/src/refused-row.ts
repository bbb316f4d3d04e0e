/** ClickHouse does not take a row, and has said which. */
class RefusedRow<Row> extends Error {
  override readonly name = 'RefusedRow';
  readonly row: Row;

  constructor(row: Row, cause: Error) {
    super(cause.message, { cause });
    this.row = row;
  }
}

/** The error, with the row that it names where it names one: it does so for constraints, and not for what it cannot read. */
export function namingRow<Row>(error: unknown, rows: readonly Row[]): unknown {
  if (!(error instanceof Error)) return error;
  const no = / is violated at row (\d+)\./.exec(error.message)?.[1];
  const row = no === undefined ? undefined : rows[Number(no) - 1];
  return row === undefined ? error : new RefusedRow(row, error);
}
