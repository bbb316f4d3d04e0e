/** A cell of a table: null is left empty. */
export type Cell = string | number | null;

/**
 * A table as CSV (RFC 4180, `\r\n`). A text that a spreadsheet would take for a formula gets a `'` in front.
 * @example csvText([['stage', 'entered'], ['Basket', 12]]) // 'stage,entered\r\nBasket,12\r\n'
 */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
