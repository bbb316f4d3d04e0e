import type { ParsedEvent } from '@desirepath/schema';
import type { EnvelopeFault } from '../native/check-envelope.ts';
import type { WireContext } from '../normalise/wire-context.ts';

/** The body of a foreign client, taken apart as far as its key and its events. */
export interface OpenedBody {
  /** The write key that stands in the body, where this dialect has it there. */
  key: string | undefined;
  /** How many events there are. */
  count: number;
  /** One verdict for each event, in their order; never throws. */
  parse(context: WireContext): ParsedEvent[];
}

/** A body, or why it is none of this dialect; the key where it was found all the same. */
export type Opening = OpenedBody | { fault: EnvelopeFault; key?: string | undefined };
