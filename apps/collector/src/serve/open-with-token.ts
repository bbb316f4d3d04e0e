import type { Problem, Site } from '@desirepath/schema';
import { bearerToken } from '../gate/bearer-token.ts';
import type { SiteGate } from '../gate/site-gate.ts';
import { noToken, otherSite, weakToken, whichSite } from './problems.ts';

/**
 * The site that an admin token opens.
 *
 * @param header the Authorization header
 * @param site which one is meant, where a token belongs to several
 */
export function openWithToken(
  gate: SiteGate,
  header: string | undefined,
  site: string | undefined,
): { site: string; settings: Site } | { problem: Problem } {
  const token = bearerToken(header);
  const known = token === undefined ? [] : gate.byToken(token);
  if (known.length === 0) return { problem: noToken() };
  const here = known.filter((one) => site === undefined || one.site.id === site);
  if (here.length === 0) return { problem: otherSite(site ?? '') };
  const admin = here.filter(({ scope }) => scope === 'admin');
  const [first] = admin;
  if (first === undefined) return { problem: weakToken() };
  if (new Set(admin.map((one) => one.site.id)).size > 1) return { problem: whichSite(admin.map((one) => one.site.id)) };
  return { site: first.site.id, settings: first.site };
}
