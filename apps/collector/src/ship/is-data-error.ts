/**
 * Codes of ClickHouse's errors that are the fault of a value, not of the server: trying the same rows again would fail for
 * ever. Everything else may pass, and is tried again.
 */
const CODES = new Set([
  6, // CANNOT_PARSE_TEXT
  25, // CANNOT_PARSE_ESCAPE_SEQUENCE
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  32, // ATTEMPT_TO_READ_AFTER_EOF
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  127, // SIZES_OF_NESTED_COLUMNS_ARE_INCONSISTENT
  130, // CANNOT_READ_ARRAY_FROM_TEXT
  131, // TOO_LARGE_STRING_SIZE
  190, // SIZES_OF_ARRAYS_DONT_MATCH
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  376, // CANNOT_PARSE_UUID
  407, // DECIMAL_OVERFLOW
  469, // VIOLATED_CONSTRAINT
  675, // CANNOT_PARSE_IPV4
  676, // CANNOT_PARSE_IPV6
]);
const TOO_MANY_PARTS = 252;

/**
 * How an error ends that a view made, or the table behind it. What a sender wrote may stand in an error as well, but it has a quote
 * behind it.
 */
const IN_A_VIEW = /: while pushing to view [^']+$/;

/**
 * Whether an insert failed because of what is in its rows, so that a part of them may go in. A view that fails on a value is at
 * fault itself: the table has taken the rows, and the insert is tried again until the view is mended.
 */
export function isDataError(error: unknown): boolean {
  if (error instanceof Error && IN_A_VIEW.test(error.message)) return false;
  const code = codeOf(error);
  if (code === undefined) return false;
  // Rows of too many months at once: each half has fewer. Too many parts in the table is another matter, and passes.
  if (code === TOO_MANY_PARTS) return /partitions for single INSERT/i.test(String(error));
  return CODES.has(code);
}

/** ClickHouse's number of an error, of the client's error or in the text of any. */
function codeOf(error: unknown): number | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    const { code } = one as { code?: unknown };
    const text = typeof code === 'string' && /^\d+$/.test(code) ? code : /Code: (\d+)\. DB::/.exec(one.message)?.[1];
    if (text !== undefined) return Number(text);
  }
  return undefined;
}
