import { z } from 'zod';

/** What became of one received event. Every received event has exactly one verdict. */
export const VERDICTS = ['stored', 'rejected', 'duplicate', 'bot', 'limited'] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = (typeof VERDICTS)[number];

/** Why an event was rejected: the field, its value (shortened) and what would be right. */
export const rejectionSchema = z.object({
  /** A stable word: `bad_event`, `bad_time`, `too_many_props`, `too_large`, … */
  reason: z.string(),
  /** Path of the offending field, `params.items.0.price`; empty for the event as a whole. */
  field: z.string(),
  /** One sentence that names the thing and the way out. */
  detail: z.string(),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** The collector's answer for one event, in the order of the request. */
export const eventVerdictSchema = z.object({
  id: z.string().optional(),
  verdict: verdictSchema,
  rejection: rejectionSchema.optional(),
  /** What was changed in a stored event, in one sentence: its time lay too far from its receipt. */
  note: z.string().optional(),
});
export type EventVerdict = z.infer<typeof eventVerdictSchema>;

/** The 2xx answer of `POST /v1/events` and `POST /v1/import`. */
export const receiptSchema = z.object({
  received: z.number().int(),
  counts: z.record(verdictSchema, z.number().int()),
  /** Only the events that were not simply stored, unless `?verdicts=all`; `index` is the place in the request. */
  verdicts: z.array(eventVerdictSchema.extend({ index: z.number().int() })),
});
export type Receipt = z.infer<typeof receiptSchema>;
