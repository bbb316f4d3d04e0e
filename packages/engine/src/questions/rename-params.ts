import type { Sql } from '../sql.ts';

/** The same query with its values under other names: `from` at the beginning of a name becomes `to`. */
export function renameParams(sql: Sql, from: string, to: string): Sql {
  const params: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sql.params)) {
    params[key.startsWith(from) ? `${to}${key.slice(from.length)}` : key] = value;
  }
  // Placeholders are the only braces in a query's text.
  return { text: sql.text.replaceAll(`{${from}`, `{${to}`), params };
}
