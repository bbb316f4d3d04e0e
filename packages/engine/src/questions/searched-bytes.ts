/** A code of a touchpoint, and the placeholder that stands for it in the text of a query. */
export interface CodeText {
  code: number;
  text: string;
}

/** The last byte that ClickHouse finds as a constant, wherever it stands. */
const LAST_SAFE = 127;

/**
 * SQL of the bytes of touchpoints that follow each other, to be searched for in `s`.
 *
 * ClickHouse searches a whole column at once for a constant, and on some processors (seen with 26.7 where there is AVX2 but
 * no AVX-512) then overlooks a single byte above 127 in some places of a block. What is no constant is searched row by
 * row, rightly.
 */
export function searchedBytes(codes: readonly CodeText[]): string {
  const bytes = `char(${codes.map(({ text }) => text).join(', ')})`;
  return codes.length === 1 && codes.some(({ code }) => code > LAST_SAFE) ? `materialize(${bytes})` : bytes;
}

/** SQL of whether a touchpoint is in `s` at all. */
export function hasTouchpoint(touchpoint: CodeText): string {
  return `position(s, ${searchedBytes([touchpoint])}) > 0`;
}
