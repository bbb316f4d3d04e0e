/** An object of a foreign body, whose fields may be anything. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** The object itself, or an empty one where it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NONE;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that the object has itself: `constructor` and its like are not found by accident. */
export function own(from: Fields, field: string): unknown {
  return Object.hasOwn(from, field) ? from[field] : undefined;
}

/** A text that says something: the text or the number as text; undefined where it is empty or something else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The text of a field, as {@link textOf}. */
export function textIn(from: Fields, field: string): string | undefined {
  return textOf(own(from, field));
}

/** The object without the named fields. */
export function without(from: Fields, names: ReadonlySet<string>): Record<string, unknown> {
  const kept: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(from)) if (!names.has(name)) kept[name] = from[name];
  return kept;
}
