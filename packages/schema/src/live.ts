import { z } from 'zod';
import { rejectionSchema, verdictSchema } from './verdict.ts';

/** One event as the live page shows it, the moment its verdict is known. */
export const liveEventSchema = z.object({
  site: z.string(),
  received: z.iso.datetime(),
  verdict: verdictSchema,
  rejection: rejectionSchema.optional(),
  id: z.string(),
  name: z.string(),
  visitor: z.string(),
  person: z.string(),
  path: z.string(),
  device: z.string(),
  channel: z.string(),
  value: z.string(),
  currency: z.string(),
});
export type LiveEvent = z.infer<typeof liveEventSchema>;

/** Who was erased: their events are to be forgotten by whoever remembers some. */
export interface Erased {
  site: string;
  /** Empty where a visitor was erased. */
  person: string;
  visitors: readonly string[];
}

/** Where live events come from; the collector offers one, the studio listens. */
export interface LiveFeed {
  /** Calls `listener` for every event from now on, and `onErased` when somebody was erased; the returned function ends that. */
  subscribe(listener: (event: LiveEvent) => void, onErased?: (erased: Erased) => void): () => void;
}
