/** A part of a text, and what comes in its place. */
export interface Span {
  from: number;
  to: number;
  label: string;
}
