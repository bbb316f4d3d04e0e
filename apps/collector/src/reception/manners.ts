import type { Problem } from '@desirepath/schema';
import { type CorsNeeds, DIALECT_CORS, NATIVE_CORS } from './cors.ts';

/** What the clients of an address need of an answer, whatever it says. */
export interface Manners {
  cors: CorsNeeds;
  /** Statuses, each with the one that they understand in its stead. */
  statuses: Readonly<Record<number, number>>;
}

const TAG: Manners = { cors: NATIVE_CORS, statuses: {} };
const OTHERS: Manners = { cors: DIALECT_CORS, statuses: {} };
/** The tracker sends again for ever, unless it hears 400, 401, 403, 410 or 422: the same address would be too long every time. */
const SNOWPLOW: Manners = { cors: DIALECT_CORS, statuses: { 414: 400 } };
/** The browser's client throws away what is answered with 4xx, whichever it is. */
const POSTHOG: Manners = { cors: DIALECT_CORS, statuses: { 429: 503 } };

const POSTHOG_PATHS = /^\/(?:(?:batch|e|i\/v0\/e|capture|flags|decide)\/?|array\/.*)$/;

/** The manners of a path. */
export function mannersOf(path: string): Manners {
  if (path === '/v1/events') return TAG;
  if (path === '/i') return SNOWPLOW;
  return POSTHOG_PATHS.test(path) ? POSTHOG : OTHERS;
}

/** The problem with the status that these clients understand. */
export function inManners<Any extends Problem>(is: Any, { statuses }: Manners): Any {
  const status = statuses[is.status];
  return status === undefined ? is : { ...is, status };
}
