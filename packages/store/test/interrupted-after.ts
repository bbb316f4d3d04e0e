import type { Connection } from '../src/connection.ts';

/** A connection on which the statement fails before which so many have written; all that come after it write again. */
export function interruptedAfter(connection: Connection, statements: number): Connection {
  let left = statements;
  const failing =
    <A extends unknown[]>(work: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      if (left-- === 0) throw new Error('interrupted');
      await work(...args);
    };
  return { ...connection, run: failing(connection.run), insert: failing(connection.insert) };
}
