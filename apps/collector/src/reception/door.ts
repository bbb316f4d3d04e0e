import type { Problem } from '@desirepath/schema';
import type { MiddlewareHandler } from 'hono';
import { addressGroup } from '../gate/client-address.ts';
import { limited, urlTooLong } from '../serve/problems.ts';
import { type Arrival, webArrival } from './arrival.ts';
import { bringsEvents } from './brings-events.ts';
import { corsFor } from './cors.ts';
import { inManners, mannersOf } from './manners.ts';
import { problemReply } from './problem-reply.ts';
import type { ReceptionOptions } from './receive.ts';
import { type Reply, toResponse } from './reply.ts';
import { siteAtDoor } from './site-at-door.ts';

/** Requests that bring no events from strangers: the tag, health, preflights, and what a token opens. */
const FREE = /^\/(?:(?:dp\.\w+\/)?dp[^/]*\.js(?:on)?|healthz|readyz|metrics|v1\/import|v1\/erase|v1\/doctor)$/;

/**
 * What every request that may bring events passes first, whatever its dialect: a URL of a bearable length, and a sender that has not sent
 * too much already. Nothing of the body has been read by then.
 *
 * @returns the answer to a request that does not pass
 */
export function stopAtDoor(arrival: Arrival, options: ReceptionOptions): Reply | undefined {
  const { gate, intake, limits, now, senders, addressRates } = options;
  const manners = mannersOf(arrival.path);
  const stop = (is: Problem) =>
    problemReply(inManners(is, manners), corsFor(gate, undefined, arrival.header('origin'), manners.cors));
  if (arrival.url.length > limits.urlBytes) return stop(urlTooLong(limits.urlBytes));
  if (addressRates.isOff) return undefined;
  const received = now();
  const wait = addressRates.take(addressGroup(senders.address(arrival)), 1, received);
  if (wait === 0) return undefined;
  // How many events there are only the body says, and often for which site, too; it is not read any more.
  if (bringsEvents(arrival)) intake.limit(siteAtDoor(arrival, gate)?.id ?? '', received, 'address_rate', 1);
  return stop(limited('address', wait));
}

/** The door of Hono's routes. */
export function door(options: ReceptionOptions): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'OPTIONS' || FREE.test(c.req.path)) return next();
    const stopped = stopAtDoor(webArrival(c), options);
    return stopped === undefined ? next() : toResponse(stopped);
  };
}
