import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, VERDICTS } from '@desirepath/schema';
import { z } from 'zod';
import { failed, messageOf, wrongCall } from '../shell/cli-error.ts';
import { importEnvelope, refusal } from './import-request.ts';
import type { Counts, Target } from './target.ts';

const HOUR_MS = 3_600_000;
const LONGEST_WAIT_MS = 60_000;

const siteSchema = z.object({ id: z.string(), currency: z.string() });
const accountingSchema = z.object({ totals: z.object({ received: z.number() }).catchall(z.number()) });

function baseOf(url: string): URL {
  try {
    const base = new URL(url);
    if (base.protocol === 'http:' || base.protocol === 'https:') return base;
  } catch {
    // Said below.
  }
  throw wrongCall(`"${url}" is not the address of a server: write one such as http://127.0.0.1:4700 with --url.`);
}

/** A site behind a running server, asked and filled over HTTP with a token. */
export async function serverTarget(url: string, token: string | undefined, site: string | undefined): Promise<Target> {
  const base = baseOf(url);
  if (token === undefined)
    throw wrongCall(`The server ${base.origin} wants to know who asks: give a token with --token.`);

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    try {
      return await fetch(new URL(path, base), { ...init, headers });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw failed(
        `The server ${base.origin} does not answer (${messageOf(cause)}): start it with \`desirepath serve\`, or name another with --url.`,
        error,
      );
    }
  }
  async function json<T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> {
    const response = await call(path, init);
    if (!response.ok) throw await refusal(response);
    return schema.parse(await response.json());
  }

  const query = site === undefined ? '' : `?site=${encodeURIComponent(site)}`;
  const { id, currency } = await json(siteSchema, `/api/v1/site${query}`);
  const since = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString();
  const read = () => json(accountingSchema, `/api/v1/accounting?by=hour&from=${since}`);
  const before = await read();

  return {
    site: id,
    currency,
    import: (envelope) => importEnvelope((body) => call('/v1/import', { method: 'POST', body }), envelope),
    call: (path, init) => call(`${path}${query}`, init),
    async accounting(sent): Promise<Counts> {
      const deadline = Date.now() + LONGEST_WAIT_MS;
      for (;;) {
        const { totals } = await read();
        const received = totals.received - before.totals.received;
        if (received >= sent) {
          return Object.fromEntries(
            VERDICTS.map((verdict) => [verdict, (totals[verdict] ?? 0) - (before.totals[verdict] ?? 0)]),
          ) as Counts;
        }
        if (Date.now() > deadline) {
          throw failed(
            `The server ${base.origin} has accepted all ${sent} events but accounts for ${received} only after a minute: its store is behind, look at ${base.origin}/readyz.`,
          );
        }
        await sleep(250);
      }
    },
    ask: async (plan) => {
      const response = await call('/api/v1/query', { method: 'POST', body: JSON.stringify(plan) });
      if (!response.ok) throw await refusal(response);
      return (await response.json()) as Answer;
    },
    close: async () => undefined,
  };
}
