import type { Frame } from '@desirepath/schema';
import type { Spool, SpoolBatch } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import type { Logger } from '../logger.ts';
import { countFound, type Metrics } from '../metrics.ts';
import { insertInParts, placeOf } from './insert-in-parts.ts';
import { isDataError } from './is-data-error.ts';

/** Note of a batch that is being inserted in parts: it must not go in whole any more. The places of suspects follow. */
const IN_PARTS = 'in parts';

/** What a batch is brought from, and into. */
export interface Ways {
  spool: Spool;
  store: Store;
  metrics: Metrics;
  log: Logger;
}

/**
 * Inserts a batch whole, or in parts where ClickHouse does not take all of its rows. May be called again after a failure, also after a
 * crash: nothing goes in twice.
 *
 * @param frame what is in the batch
 * @throws what fails for now
 */
export async function insertBatch(
  batch: SpoolBatch,
  frame: Frame,
  { store, spool, metrics, log }: Ways,
): Promise<void> {
  const insert: Store['insert'] = (one, portion) => store.insert(one, portion);
  if (!batch.note.startsWith(IN_PARTS)) {
    try {
      const { duplicates } = await insert(frame);
      countFound(metrics, 'duplicate', duplicates);
      return;
    } catch (error) {
      if (!isDataError(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      log.warn({ frame: frame.id, rows: frame.rows.length }, `ClickHouse does not take a row: ${why.slice(0, 500)}`);
      const place = placeOf(error, frame.rows);
      await spool.annotate(batch, place === undefined ? IN_PARTS : `${IN_PARTS} ${place}`);
    }
  }
  const known = batch.note.slice(IN_PARTS.length).split(' ').filter(Boolean).map(Number);
  const add = (place: number) => spool.annotate(batch, `${batch.note} ${place}`);
  const { duplicates, refused } = await insertInParts(insert, frame, { known, add });
  countFound(metrics, 'duplicate', duplicates);
  countFound(metrics, 'rejected', refused);
}
