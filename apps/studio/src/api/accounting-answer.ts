import { VERDICTS, type Verdict, verdictSchema } from '@desirepath/schema';
import { z } from '@hono/zod-openapi';

const count = z.number().int().min(0);

/** Events by verdict. What was received is counted at the door, apart from the verdicts; it is exactly their sum. */
const countsSchema = z.object({
  received: count,
  stored: count,
  rejected: count,
  duplicate: count,
  bot: count,
  limited: count,
});
type Counts = z.infer<typeof countsSchema>;

/** How many events got which verdict, in the whole span and in each minute or hour of it. */
export const accountingAnswerSchema = z
  .object({
    site: z.string(),
    by: z.enum(['minute', 'hour']),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    totals: countsSchema,
    /** Every minute or hour of the span, empty ones too. */
    buckets: z.array(z.object({ start: z.iso.datetime(), ...countsSchema.shape })),
    /** Why events were not simply stored, the most frequent first. */
    reasons: z.array(z.object({ verdict: verdictSchema, reason: z.string(), count })),
  })
  .openapi('AccountingAnswer');
export type AccountingAnswer = z.infer<typeof accountingAnswerSchema>;

/** One group of the accounting as the store returns it; `start` in ms. */
export interface AccountingGroup {
  start: number;
  verdict: Verdict;
  reason: string;
  events: number;
  /** Counted at the door; it stands with one of the verdicts, whatever became of the events. */
  received: number;
}

/** The span that is accounted for: closed-open, ms, both ends on a bucket's start. */
export interface AccountingSpan {
  by: 'minute' | 'hour';
  from: number;
  to: number;
}

/** Milliseconds of a bucket. */
export const BUCKET_MS = { minute: 60_000, hour: 3_600_000 } as const;

/** Folds the store's groups into totals, buckets and reasons. */
export function accountingAnswer(
  site: string,
  { by, from, to }: AccountingSpan,
  groups: readonly AccountingGroup[],
): AccountingAnswer {
  const totals = noCounts();
  const buckets = new Map<number, Counts>();
  for (let start = from; start < to; start += BUCKET_MS[by]) buckets.set(start, noCounts());
  const reasons = new Map<string, { verdict: Verdict; reason: string; count: number }>();
  for (const { start, verdict, reason, events, received } of groups) {
    for (const counts of [totals, buckets.get(start)]) {
      if (counts === undefined) continue;
      counts[verdict] += events;
      counts.received += received;
    }
    if (verdict === 'stored' || reason === '' || events === 0) continue;
    const key = `${verdict} ${reason}`;
    const entry = reasons.get(key) ?? { verdict, reason, count: 0 };
    entry.count += events;
    reasons.set(key, entry);
  }
  return {
    site,
    by,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    totals,
    buckets: [...buckets].map(([start, counts]) => ({ start: new Date(start).toISOString(), ...counts })),
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
  };
}

function noCounts(): Counts {
  return { received: 0, ...(Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>) };
}
