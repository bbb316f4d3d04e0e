import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.ts';
import { countRaw, eraseRaw } from './erase-raw.ts';
import { eraseStored } from './erase-stored.ts';
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
  const at = Date.now();
  const account = (erased: Partial<EraseReport['erased']>) => {
    const { events = 0, rejects = 0, bots = 0 } = erased;
    return connection.insert('erasures', [{ site, at, id: randomUUID(), events, rejects, bots }], {});
  };
  const stored = await alone(async () => {
    const report = await eraseStored(connection, site, subject, at);
    await account({ events: report.erased.events });
    return report;
  });

  // There may be very many raw texts: nobody waits for that, and nothing makes them anew.
  const search = mentions([...('person' in subject ? [subject.person] : []), ...stored.sole]);
  const raw = { rejects: 0, bots: 0 };
  for (const table of RAW) raw[table] = await eraseRaw(connection, table, site, search);
  if (raw.rejects + raw.bots > 0) await account(raw);
  let { left } = stored;
  for (const table of RAW) left += await countRaw(connection, table, site, search);
  return { erased: { ...stored.erased, ...raw }, left, visitors: stored.visitors };
}
