import type { Sql } from '../sql.ts';

/**
 * Collects the values of a query while its text is written.
 *
 * @example
 * const q = new Params('q_');
 * const sql = q.sql(`SELECT ${q.add('from', 'Int64', 5)}`); // SELECT {q_from:Int64}, { q_from: 5 }
 */
export class Params {
  readonly #prefix: string;
  readonly #values: Record<string, unknown> = {};

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Notes a value and returns the placeholder that stands for it in the text. */
  add(name: string, type: string, value: unknown): string {
    const key = `${this.#prefix}${name}`;
    this.#values[key] = value;
    return `{${key}:${type}}`;
  }

  /** Takes over the values of a query that becomes part of this one, and returns its text. */
  include(part: Sql): string {
    Object.assign(this.#values, part.params);
    return part.text;
  }

  /** The finished query. */
  sql(text: string): Sql {
    return { text, params: { ...this.#values } };
  }
}
