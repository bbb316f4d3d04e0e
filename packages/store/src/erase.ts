import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.ts';
import { countRaw, eraseRaw } from './erase-raw.ts';
import { eraseStored } from './erase-stored.ts';
import { type Found, findSubject } from './find-subject.ts';
import type { EraseReport, Mentions, Subject } from './store.ts';

const RAW = ['rejects', 'bots'] as const;

/**
 * Erases a subject, and counts what is left.
 *
 * The rows are taken out of the files themselves (`mutations_sync`), not only hidden; ClickHouse removes the files they were in after
 * some minutes.
 *
 * @param mentions tells which raw texts have one of some ids in them
 * @param alone runs what neither an insert nor a round of stitching may overlap with, as they might bring back what goes
 */
export async function erase(
  connection: Connection,
  site: string,
  subject: Subject,
  mentions: Mentions,
  alone: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<EraseReport> {
  // Raw texts first: should this be interrupted, their visitors are still known. There may be very many, and nothing waits for that.
  const raw = { rejects: 0, bots: 0 };
  const sweep = async ({ sole }: Found) => {
    const search = mentions([...('person' in subject ? [subject.person] : []), ...sole]);
    for (const table of RAW) raw[table] += await eraseRaw(connection, table, site, search);
    return search;
  };
  const before = await findSubject(connection, site, subject);
  let search = await sweep(before);

  const stored = await alone(async () => {
    const at = Date.now();
    const report = await eraseStored(connection, site, subject, at);
    const { events } = report.erased;
    await connection.insert('erasures', [{ site, at, id: randomUUID(), events, ...raw }], {});
    return report;
  });
  // Another visitor may have turned out to be theirs meanwhile.
  if (stored.sole.some((visitor) => !before.sole.includes(visitor))) search = await sweep(stored);
  let { left } = stored;
  for (const table of RAW) left += await countRaw(connection, table, site, search);
  return { erased: { ...stored.erased, ...raw }, left, visitors: stored.visitors };
}
