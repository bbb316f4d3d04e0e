import { problem, type Site } from '@desirepath/schema';
import type { Context } from 'hono';
import { allowsOrigin } from '../gate/allows-origin.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import { corsFor } from '../reception/cors.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { wrongOrigin } from '../serve/problems.ts';

/** Answers a client that asks for its settings before it sends anything: only for a known key, and a page of its site. */
export function configResponse(
  c: Context,
  gate: SiteGate,
  key: string | undefined,
  content: (site: Site) => { type: string; text: string },
): Response {
  const origin = c.req.header('origin');
  const site = key === undefined ? undefined : gate.byKey(key);
  if (site === undefined) {
    const detail = 'No site has this write key; copy it from sites.yaml or from the studio.';
    return problemResponse(
      problem('wrong_write_key', 404, 'Wrong write key', detail, { field: 'key' }),
      corsFor(gate, undefined, origin),
    );
  }
  if (origin !== undefined && !allowsOrigin(site.origins, origin)) {
    return problemResponse(wrongOrigin(origin, site), { vary: 'Origin' });
  }
  const { type, text } = content(site);
  return new Response(text, {
    headers: { ...corsFor(gate, site, origin), 'content-type': type, 'cache-control': 'public, max-age=300' },
  });
}

/** An object as the content of {@link configResponse}. */
export function jsonContent(value: object): { type: string; text: string } {
  return { type: 'application/json', text: JSON.stringify(value) };
}
