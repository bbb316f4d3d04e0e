import { verdictSchema } from '@desirepath/schema';
import { z } from 'zod';

const count = z.number();

/** What the doctor found for a site: where every received event is, and what stands in the way of those that are nowhere yet. */
export const checkupSchema = z.object({
  site: z.string(),
  versions: z.object({ node: z.string(), clickhouse: z.string() }),
  /** Frames of all sites that are acknowledged and not in ClickHouse yet. */
  pending: z.object({
    frames: count,
    bytes: count,
    /** The oldest of them. */
    oldest: z.object({ id: z.string(), age_ms: count }).nullable(),
    /** Those that are being inserted together, the age being that of the oldest; how often the process has tried, and why in vain. */
    batch: z
      .object({ id: z.string(), frames: count, events: count, age_ms: count, tries: count, last_error: z.string() })
      .nullable(),
  }),
  spool: z.object({ writable: z.boolean(), failure: z.string(), segments: count, bytes: count }),
  disk: z.object({ free_bytes: count, total_bytes: count }),
  tables: z.array(z.object({ table: z.string(), parts: count, rows: count, bytes: count })),
  /** Counted at the door, and by verdict. */
  received: count,
  verdicts: z.record(verdictSchema, count),
  /** Minutes in which what came in at the door is not the sum of the verdicts, the latest ten. */
  unbalanced: z.array(z.object({ minute: z.string(), received: count, counted: count })),
  /**
   * Rows of events that are there, were erased on demand, and are missing of those counted as stored; and how many of these the retention of
   * the site cannot have taken.
   */
  events: z.object({ rows: count, erased: count, missing: count, unexplained: count }),
  rejects: z.array(z.object({ reason: z.string(), events: count, example: z.string() })),
  /**
   * Event names that have a code of their own, of as many as can have one; and those that came later: how many, with how many events, the
   * most frequent ones first.
   */
  names: z.object({ known: count, most: count, others: count, events: count, examples: z.array(z.string()) }),
  /** Sites in the tables that are served no longer. */
  strays: z.object({ sites: count, events: count }),
  /** Clocks of browsers: how many events were corrected by more than a minute, and the largest correction. */
  skew: z.object({ corrected: count, worst_ms: count }),
  /** Orders by what vouches for them. */
  orders: z.record(z.string(), count),
  /** What is wrong, a sentence each; empty: every received event is accounted for. */
  problems: z.array(z.string()),
  /** What is worth knowing and not wrong. */
  notes: z.array(z.string()),
});
export type Checkup = z.infer<typeof checkupSchema>;
