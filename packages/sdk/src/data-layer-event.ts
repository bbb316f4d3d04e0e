import type { Params } from './ga4-events.ts';

/** Keys that steer tag managers and say nothing about the event. */
const STEERING = /^(event(_?(callback|timeout))?|ecommerce|gtm\..*|send_to)$/i;

/**
 * The event in something pushed to `dataLayer`, if it is one: `{ event, ecommerce: {…} }`, `{ event, …params }`, or the
 * arguments of `gtag('event', name, params)`. Pure, so that it also runs where there is no page (pixels, workers).
 *
 * Left out: names with a dot (`gtm.js`, `gtm.click`: the tag manager's own) and `page_view`, which the tag counts itself.
 * @returns name and parameters, or undefined
 */
export function dataLayerEvent(entry: unknown): [name: string, params: Params] | undefined {
  const call = entry as ArrayLike<unknown> | undefined;
  const object = (call?.[0] === 'event' ? { ...(call[2] as Params), event: call[1] } : entry) as Params;
  const name = object?.event;
  if (typeof name !== 'string' || !/^\w{1,100}$/.test(name) || name === 'page_view') return undefined;
  const params: Params = {};
  for (const source of [object, object.ecommerce as Params]) {
    for (const key in source) if (!STEERING.test(key)) params[key] = source[key];
  }
  return [name, params];
}
