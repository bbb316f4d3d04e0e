import type { MiddlewareHandler } from 'hono';
import { addressGroup } from '../gate/client-address.ts';
import { limited, urlTooLong } from '../serve/problems.ts';
import { type Arrival, webArrival } from './arrival.ts';
import { corsFor, NATIVE_CORS } from './cors.ts';
import { problemReply } from './problem-reply.ts';
import type { ReceptionOptions } from './receive.ts';
import { type Reply, toResponse } from './reply.ts';

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
  if (arrival.url.length > limits.urlBytes) return problemReply(urlTooLong(limits.urlBytes));
  if (addressRates.isOff) return undefined;
  const received = now();
  const wait = addressRates.take(addressGroup(senders.address(arrival)), 1, received);
  if (wait === 0) return undefined;
  const key = arrival.header('x-desirepath-key') ?? arrival.query('key');
  // Which site it was meant for the body may say, which is not read any more.
  const site = key === undefined ? undefined : gate.byKey(key);
  intake.limit(site?.id ?? '', received, 'address_rate', 1);
  return problemReply(limited('address', wait), corsFor(gate, undefined, arrival.header('origin'), NATIVE_CORS));
}

/** The door of Hono's routes. */
export function door(options: ReceptionOptions): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'OPTIONS' || FREE.test(c.req.path)) return next();
    const stopped = stopAtDoor(webArrival(c), options);
    return stopped === undefined ? next() : toResponse(stopped);
  };
}
