import type { Envelope, Receipt } from '@desirepath/schema';

/** Events of one request to the import lane. */
export const FILL_BATCH = 2000;
/** Requests under way at once: one is made while another is checked and written. */
const PARALLEL = 2;

/**
 * Sends envelopes one after the other, two under way at a time.
 *
 * @param onProgress is told how many events have been accepted
 * @returns how many events were sent
 */
export async function fill(
  envelopes: Iterable<Envelope>,
  send: (envelope: Envelope) => Promise<Receipt>,
  onProgress: (events: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<number> {
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let accepted = 0;
  for (const envelope of envelopes) {
    const work = send(envelope).then(
      (receipt) => {
        accepted += receipt.received;
        onProgress(accepted);
      },
      (error: unknown) => {
        failure ??= { error };
      },
    );
    const settled = work.finally(() => underWay.delete(settled));
    underWay.add(settled);
    while (underWay.size >= PARALLEL) await Promise.race(underWay);
    if (failure !== undefined || signal?.aborted === true) break;
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;
  return accepted;
}
