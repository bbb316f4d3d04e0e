import type { Arrival } from './arrival.ts';

/** Where events are sent to, in each dialect. */
const POSTS =
  /^\/(?:v1\/(?:events|batch|track|page|identify|alias|group|screen|[btpiags])|beacon\/v1\/batch|mp\/collect|com\.snowplowanalytics\.snowplow\/tp2|(?:batch|e|i\/v0\/e|capture)\/?)$/;

/** Whether a request is of a kind that brings events, and not one that asks for something, or goes nowhere. */
export function bringsEvents({ method, path }: Pick<Arrival, 'method' | 'path'>): boolean {
  return method === 'POST' ? POSTS.test(path) : path === '/i';
}
