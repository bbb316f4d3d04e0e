import type { ClientEvent, Envelope, Receipt, Verdict } from '@desirepath/schema';
import { importId } from '@desirepath/wire';
import type { Target } from '../target/target.ts';
import type { ImportFormat } from './import-format.ts';

/** Rows of one request: large enough to be worth it, small enough to keep memory flat. */
const BATCH = 1000;
/** Requests under way at once: one is read and made while another is written to the disk. */
const PARALLEL = 2;
const MOST_REASONS = 20;

/** Why rows did not become events, and the first row of each kind. */
interface ImportReason {
  reason: string;
  count: number;
  /** Number of the first such row, from 1 below the header. */
  first_row: number;
}

/** What came of a file: received = stored + rejected + duplicates + bots + limited. */
export interface ImportReport {
  received: number;
  stored: number;
  rejected: number;
  duplicates: number;
  bots: number;
  limited: number;
  /** The most frequent first; at most 20, the rest under `(others)`. */
  reasons: ImportReason[];
}

class Reasons {
  readonly #kinds = new Map<string, ImportReason>();

  add(reason: string, row: number): void {
    const known = this.#kinds.get(reason);
    if (known !== undefined) known.count++;
    else if (this.#kinds.size < MOST_REASONS) this.#kinds.set(reason, { reason, count: 1, first_row: row });
    else if (reason !== '(others)') this.add('(others)', row);
    else this.#kinds.set(reason, { reason, count: 1, first_row: row });
  }

  list(): ImportReason[] {
    return [...this.#kinds.values()].sort((a, b) => b.count - a.count);
  }
}

/** A row that is no event goes to the collector all the same, to be rejected and kept with the other rejects. */
function rejectedRow(row: Record<string, string>, number: number): ClientEvent {
  const id = importId(['unmapped', String(number), ...Object.values(row)]);
  return { id, name: 'unmapped_row', time: '', params: row };
}

/** An amount without a currency is in the shop's: what else would its own table mean? */
function withCurrency(event: ClientEvent, currency: string): ClientEvent {
  const { params } = event;
  if (params?.value === undefined || params.currency !== undefined) return event;
  return { ...event, params: { ...params, currency } };
}

/**
 * Sends the rows of a table through the import lane, batch by batch, and accounts for every one of them. Memory does not
 * grow with the table.
 *
 * @param onProgress is told how many rows have been accepted
 */
export async function importRows(
  rows: AsyncIterable<Record<string, string>>,
  format: ImportFormat,
  target: Target,
  sdk: string,
  onProgress: (rows: number) => void = () => undefined,
): Promise<ImportReport> {
  const reasons = new Reasons();
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let read = 0;
  let accepted = 0;

  function send(events: ClientEvent[], first: number, unmapped: ReadonlySet<number>): void {
    const envelope: Envelope = { sdk, events };
    const work = target.import(envelope).then(
      (receipt: Receipt) => {
        accepted += receipt.received;
        for (const { index, verdict, rejection } of receipt.verdicts) {
          if (verdict !== 'rejected' || unmapped.has(index)) continue;
          reasons.add(rejection?.detail ?? rejection?.reason ?? 'rejected', first + index);
        }
        onProgress(accepted);
      },
      (error: unknown) => {
        failure ??= { error };
      },
    );
    const settled = work.finally(() => underWay.delete(settled));
    underWay.add(settled);
  }

  let batch: ClientEvent[] = [];
  let unmapped = new Set<number>();
  for await (const row of rows) {
    read++;
    const mapped = format.event(row, read);
    if ('event' in mapped) batch.push(withCurrency(mapped.event, target.currency));
    else {
      unmapped.add(batch.length);
      reasons.add(`Column ${mapped.column}: ${mapped.reason}`, read);
      batch.push(rejectedRow(row, read));
    }
    if (batch.length < BATCH) continue;
    send(batch, read - batch.length + 1, unmapped);
    batch = [];
    unmapped = new Set();
    while (underWay.size >= PARALLEL) await Promise.race(underWay);
    if (failure !== undefined) break;
  }
  if (batch.length > 0 && failure === undefined) send(batch, read - batch.length + 1, unmapped);
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;

  const counts: Record<Verdict, number> = await target.accounting(read);
  return {
    received: read,
    stored: counts.stored,
    rejected: counts.rejected,
    duplicates: counts.duplicate,
    bots: counts.bot,
    limited: counts.limited,
    reasons: reasons.list(),
  };
}
