/** One line of a table of names: an event of another vocabulary, and what it is called here. */
export interface NameRule {
  from: string;
  to: string;
  /** Only where the event has this field, and, where `is` says so, with this value. The first line that fits decides. */
  when?: { field: string; is?: string };
}

/** One line of a table of fields: the first of `from` that an event has becomes `to`. */
export interface FieldRule {
  from: readonly string[];
  to: string;
}

/** How a vocabulary speaks of shopping, and what GA4 calls it: plain data, and what the documentation shows. */
export interface CommerceTable {
  names: readonly NameRule[];
  /** Fields of the event. */
  fields: readonly FieldRule[];
  /** Fields of each of its items. */
  items: readonly FieldRule[];
}
