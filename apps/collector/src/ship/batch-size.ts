/** So many inserts to make are a backlog. */
const BEHIND = 2;
/** A backlog goes in by parts of an insert, as a batch is in memory whole. */
const PARTS = 3;

/**
 * How many bytes the next batch may have, by how many are left to insert. Usually one takes all that came since the last, which makes
 * the fewest parts. With a backlog to catch up with it is memory that counts, until nothing is left of that.
 *
 * @param shipBytes bytes that make an insert worth its while at once
 */
export function batchSize(shipBytes: number): (pending: number) => number {
  const less = Math.ceil(shipBytes / PARTS);
  let isBehind = false;
  return (pending) => {
    isBehind = pending > (isBehind ? less : BEHIND * shipBytes);
    return isBehind ? less : shipBytes;
  };
}
