import type { Lane } from '@desirepath/schema';

/** What the receiver knows about a request, whatever its dialect. */
export interface WireContext {
  site: string;
  lane: Lane;
  /** Clock of the receiver, ms. */
  received: number;
  /** Whether the request came from a bot: its events are counted and not kept. */
  bot?: boolean;
  /** What the User-Agent header tells, for events that do not say it themselves. */
  device?: string;
  browser?: string;
  os?: string;
  country?: string;
  /** Gives an id to a browser that names no visitor; without it such an event must name a person. */
  fallbackVisitor?: () => string;
  /** Whether nothing may be kept that knows the browser again after this day: {@link fallbackVisitor} stands for every id then. */
  anonymous?: boolean;
  /** How long before its receipt an event was, ms, where its client does not say when. */
  age?: number;
  /** Largest event in bytes of JSON; by default 32 KiB. */
  maxEventBytes?: number;
  /** Bytes of the body: when it is no larger than an event may be, no event has to be measured. */
  bodyBytes?: number;
}
