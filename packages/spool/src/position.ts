/** A place in the spool: the number of a segment, and bytes from its start. */
export interface Position {
  segment: number;
  offset: number;
}

/** Negative when `a` lies before `b`, 0 when they are the same place. */
export function comparePositions(a: Position, b: Position): number {
  return a.segment - b.segment || a.offset - b.offset;
}

const OPEN = /^(\d{10})\.log$/;
const SHIPPED = /^(\d{10})\.shipped-(\d+)$/;

/** File name of a segment that may hold unshipped frames. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.log`;
}

/** File name of a segment of which everything was shipped, with the moment, ms. */
export function shippedName(segment: number, at: number): string {
  return `${String(segment).padStart(10, '0')}.shipped-${Math.round(at)}`;
}

/** What a file name says; undefined for files that are no segments. */
export function parseName(name: string): { segment: number; shippedAt?: number } | undefined {
  const open = OPEN.exec(name);
  if (open !== null) return { segment: Number(open[1]) };
  const shipped = SHIPPED.exec(name);
  return shipped === null ? undefined : { segment: Number(shipped[1]), shippedAt: Number(shipped[2]) };
}
