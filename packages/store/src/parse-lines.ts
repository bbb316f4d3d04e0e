/** The rows of a text with one JSON value a line. */
export function parseLines<Row>(lines: string): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < lines.length; ) {
    const end = lines.indexOf('\n', from);
    const line = lines.slice(from, end < 0 ? undefined : end);
    if (line !== '') rows.push(JSON.parse(line) as Row);
    from = end < 0 ? lines.length : end + 1;
  }
  return rows;
}
