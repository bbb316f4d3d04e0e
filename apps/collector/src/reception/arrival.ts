import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { type Body, type BodyLimits, readMessage, readRequest } from './read-body.ts';

/** A request that may bring events, whichever way it reached the collector. */
export interface Arrival {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly path: string;
  /** Address at the other end of the connection; empty where there is none, as for a request made in this process. */
  readonly peer: string;
  /** A header by its name in lower case. */
  header(name: string): string | undefined;
  /** The first value of a parameter of the query. */
  query(name: string): string | undefined;
  body(limits: BodyLimits): Promise<Body>;
}

/** A request as Hono hands it over. */
export function webArrival(c: Context): Arrival {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const { url } = c.req;
  const path = url.indexOf('/', url.indexOf('//') + 2);
  return {
    method: c.req.method,
    url: path < 0 ? '/' : url.slice(path),
    path: c.req.path,
    peer: env?.incoming?.socket?.remoteAddress ?? '',
    header: (name) => c.req.header(name),
    query: (name) => c.req.query(name),
    body: (limits) => readRequest(c.req.raw, limits),
  };
}

/** A request as `node:http` hands it over: nothing is made of it that nobody asks for. */
export class NodeArrival implements Arrival {
  readonly url: string;
  readonly #message: IncomingMessage;
  #query: URLSearchParams | undefined;

  constructor(message: IncomingMessage) {
    this.#message = message;
    this.url = message.url ?? '/';
  }

  get method(): string {
    return this.#message.method ?? '';
  }

  get path(): string {
    const at = this.url.indexOf('?');
    return at < 0 ? this.url : this.url.slice(0, at);
  }

  get peer(): string {
    return this.#message.socket.remoteAddress ?? '';
  }

  header(name: string): string | undefined {
    const value = this.#message.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  query(name: string): string | undefined {
    const at = this.url.indexOf('?');
    if (at < 0) return undefined;
    this.#query ??= new URLSearchParams(this.url.slice(at + 1));
    return this.#query.get(name) ?? undefined;
  }

  body(limits: BodyLimits): Promise<Body> {
    return readMessage(this.#message, limits);
  }
}
