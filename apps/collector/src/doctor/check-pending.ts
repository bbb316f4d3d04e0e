import type { Spool } from '@desirepath/spool';
import { receivedTime } from '../ship/received-time.ts';
import type { Claimed } from '../ship/shipper.ts';
import type { Checkup } from './checkup.ts';

/** What stands in an error of the rows of a batch, which may be of other sites. */
const VALUE = /'(?:[^'\\]|\\.)*'/g;

/**
 * What is on its way into ClickHouse, and what holds it up.
 *
 * @param claimed the batch that is being inserted
 */
export async function checkPending(
  spool: Spool,
  claimed: Claimed | undefined,
  now: number,
): Promise<Checkup['pending']> {
  const { pending } = spool.status();
  // Where even the disk cannot be read, what else is known is worth saying.
  const oldest = await spool.oldest().catch(() => undefined);
  return {
    ...pending,
    oldest: oldest === undefined ? null : { id: oldest.id, age_ms: now - receivedTime(oldest.payload) },
    batch:
      claimed === undefined
        ? null
        : {
            id: claimed.id,
            frames: claimed.frames,
            events: claimed.events,
            age_ms: now - claimed.receivedTime,
            tries: claimed.tries,
            last_error: claimed.lastError.replace(VALUE, "'…'").slice(0, 500),
          },
  };
}
