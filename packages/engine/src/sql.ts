/**
 * SQL text with the values that go with it. Values never stand in the text: it names them as `{name:Type}`, and the
 * server puts them in.
 */
export interface Sql {
  text: string;
  params: Record<string, unknown>;
}
