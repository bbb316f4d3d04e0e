import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from '@desirepath/schema';
import type { FoundRows } from './answer-rows.ts';
import { AnswerThread } from './answer-thread.ts';
import { applyRetention } from './apply-retention.ts';
import { ask } from './ask.ts';
import { connectEmbedded } from './connect-embedded.ts';
import { connectServer, type ServerOptions } from './connect-server.ts';
import { erase } from './erase.ts';
import { insertFrame } from './insert-frame.ts';
import { insertRest } from './insert-rest.ts';
import { insertRows } from './insert-rows.ts';
import { KnownEvents } from './known-events.ts';
import { migrate } from './migrate.ts';
import { serial } from './serial.ts';
import { readRecomputing } from './served-map.ts';
import { stitchIfLittle } from './stitch-round.ts';
import { stitchSite } from './stitch-site.ts';
import type { Store } from './store.ts';
import { touchpointNames } from './touchpoint-names.ts';

/** Longest that a question waits for what is out of date to be stitched. */
const PATIENCE_MS = 1000;

/** What more characters than this were found for, a thread of its own works out: a tenth of a second and more. */
const MUCH = 1_000_000;

/** Where the data is: a folder for the ClickHouse inside this process, or a server. */
export type StoreOptions = ({ path: string } | ServerOptions) & {
  /** @default 'desirepath' */
  database?: string;
};

/**
 * Opens the store. A process can have one embedded store open at a time.
 *
 * @throws StoreError with one sentence: the folder is held or unusable, the server does not answer or refuses the user
 * @throws RangeError when the database's name is not a word
 * @example
 * ```ts
 * const store = await openStore({ path: '.desirepath/clickhouse' });
 * await store.migrate();
 * ```
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = options.database ?? 'desirepath';
  if (!/^[A-Za-z_]\w*$/.test(database)) {
    throw new RangeError(`"${database}" cannot be the name of a database; use letters, digits and _.`);
  }
  const connection =
    'path' in options ? await connectEmbedded(options.path, database) : await connectServer(options, database);
  // Of an embedded ClickHouse, a question that takes long holds up neither what comes in nor the stitching of it.
  const [stitching, asking] = [await connection.beside(), await connection.beside()];
  const names = touchpointNames(connection);
  const thread = new AnswerThread();
  const insertInTurn = serial();
  const stitchInTurn = serial();
  // A server may have other writers.
  const known = connection.kind === 'embedded' ? new KnownEvents(connection) : undefined;
  return {
    kind: connection.kind,
    migrate: () => migrate(connection),
    // One after the other: what is a duplicate depends on what was inserted before.
    insert: (frame: Frame, portion) =>
      insertInTurn(() => {
        if (portion === 'rows') return insertRows(connection, names, frame, known);
        if (portion === 'rest') return insertRest(connection, frame);
        return insertFrame(connection, names, frame, known);
      }),
    stitch: (site, options) => stitchInTurn(() => stitchSite(stitching, names, site, options)),
    recomputing: (site) => readRecomputing(connection, site),
    ask: (site, plan, now) =>
      ask(
        asking,
        names,
        site,
        plan,
        now,
        async (served) => {
          // Whoever may not write, or fails to, asks all the same; and nobody waits long, for example for the history of another site.
          const stitched = stitchInTurn(() => stitchIfLittle(stitching, names, served)).catch(() => undefined);
          await Promise.race([stitched, sleep(PATIENCE_MS, undefined, { ref: false })]);
        },
        (found) => (lengthOf(found) > MUCH ? thread.answer(found) : undefined),
      ),
    erase: (site, subject, mentions) =>
      erase(connection, site, subject, mentions, (work) => insertInTurn(() => stitchInTurn(work))),
    retain: (retention) => applyRetention(connection, retention),
    read: (sql) => connection.rows(sql),
    close: async () => {
      await Promise.all([thread.close(), asking.close(), stitching.close(), connection.close()]);
    },
  };
}

const lengthOf = ({ found }: FoundRows): number => Object.values(found).reduce((sum, { length }) => sum + length, 0);
