/** An object without the keys that have no value. */
export type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * The same object without the keys whose value is undefined or an empty text: a column left blank says nothing.
 *
 * @example compact({ a: 'x', b: '', c: undefined, d: 0 }) // { a: 'x', d: 0 }
 */
export function compact<T extends object>(values: T): Compact<T> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') kept[key] = value;
  }
  return kept as Compact<T>;
}
