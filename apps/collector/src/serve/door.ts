import type { MiddlewareHandler } from 'hono';
import { addressGroup } from '../gate/client-address.ts';
import { problemResponse } from '../problem-response.ts';
import { corsHeaders, type RouteOptions } from './events-route.ts';
import { limited, urlTooLong } from './problems.ts';

/** Requests that bring no events from strangers: the tag, health, preflights, and what a token opens. */
const FREE = /^\/(?:dp[^/]*\.js|healthz|readyz|metrics|v1\/import|v1\/erase|v1\/doctor)$/;

/**
 * What every request that may bring events passes first, whatever its dialect: a URL of a bearable length, and a sender that has not sent
 * too much already. Nothing of the body has been read by then.
 */
export function door({ gate, intake, limits, now, senders, addressRates }: RouteOptions): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'OPTIONS' || FREE.test(c.req.path)) return next();
    if (c.req.url.length > limits.urlBytes) return problemResponse(urlTooLong(limits.urlBytes));
    const received = now();
    const wait = addressRates.take(addressGroup(senders.address(c)), 1, received);
    if (wait === 0) return next();
    const key = c.req.header('x-desirepath-key') ?? c.req.query('key');
    // Which site it was meant for the body may say, which is not read any more.
    const site = key === undefined ? undefined : gate.byKey(key);
    intake.limit(site?.id ?? '', received, 'address_rate', 1);
    const origin = c.req.header('origin') ?? '';
    return problemResponse(limited('address', wait), gate.allowsSomewhere(origin) ? corsHeaders(origin) : {});
  };
}
