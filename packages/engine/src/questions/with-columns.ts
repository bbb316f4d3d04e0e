/** A column to be added: its name, and SQL over columns of the relation and over those added before it. */
export type AddedColumn = readonly [name: string, text: string];

/**
 * A relation with columns added that may name one another.
 *
 * In one SELECT, ClickHouse puts the whole text of a column wherever it is named, so what is named twice doubles, and what
 * names that twice doubles again; while every SELECT around a SELECT costs some milliseconds before the first row. So a
 * column goes with those before it unless it would name one of them a second time.
 */
export function withColumns(relation: string, columns: readonly AddedColumn[]): string {
  const levels: AddedColumn[][] = [[]];
  let named = new Set<string>();
  for (const column of columns) {
    const own = levels.at(-1)?.map(([name]) => name) ?? [];
    const counts = own.map((name) => [name, column[1].split(new RegExp(`\\b${name}\\b`)).length - 1] as const);
    if (counts.some(([name, times]) => times > 1 || (times === 1 && named.has(name)))) {
      levels.push([]);
      named = new Set();
    } else {
      for (const [name, times] of counts) if (times === 1) named.add(name);
    }
    levels.at(-1)?.push(column);
  }
  return levels.reduce(
    (inner, level) => `SELECT *, ${level.map(([name, text]) => `${text} AS ${name}`).join(', ')} FROM (${inner})`,
    relation,
  );
}
