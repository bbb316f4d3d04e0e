import type { Campaign } from '@desirepath/schema';
import { blot } from './blot.ts';
import { remembering } from './remembering.ts';
import type { Span } from './span.ts';

/** Click ids by the parameter that carries them, with what they tell when no utm parameter does. */
export const CLICK_IDS: readonly [parameter: string, implied: Campaign][] = Object.entries({
  gclid: { source: 'google', medium: 'cpc' },
  gbraid: { source: 'google', medium: 'cpc' },
  wbraid: { source: 'google', medium: 'cpc' },
  dclid: { source: 'google', medium: 'display' },
  msclkid: { source: 'bing', medium: 'cpc' },
  // Facebook puts it on every link that leaves it, paid or not.
  fbclid: { source: 'facebook', medium: 'social' },
  ttclid: { source: 'tiktok', medium: 'paid_social' },
  twclid: { source: 'twitter', medium: 'paid_social' },
  li_fat_id: { source: 'linkedin', medium: 'paid_social' },
  yclid: { source: 'yandex', medium: 'cpc' },
  irclickid: { source: 'impact', medium: 'affiliate' },
  awc: { source: 'awin', medium: 'affiliate' },
});

/** Others that know a click, a browser or a reader again, and tell nothing of the campaign. */
const OTHERS = ['_ga', '_gl', 'mc_eid', 'mkt_tok', '_hsenc', '_kx', 'igshid', 'epik', 'sccid', 'rdt_cid', 'srsltid'];
const NAMES = new Set([...CLICK_IDS.map(([parameter]) => parameter), ...OTHERS]);
const MAX_NAME = 20;
const VALUE = /[^&#\s"'<>\\]*/y;

/** Whether a parameter or a property of this name is the id of a click: also those of which nobody has heard yet. */
export function isClickId(name: string): boolean {
  const lower = name.toLowerCase();
  return NAMES.has(lower) || /cl(?:ick|k)?_?id$/.test(lower);
}

/**
 * A text without the parameters that bear click ids, whichever address in it they stand in.
 *
 * @example withoutClickIds('https://s.example/?gclid=abc&size=40') // 'https://s.example/?size=40'
 */
export const withoutClickIds = remembering((text: string): string =>
  text.includes('=') || text.includes('%') ? blot(text, findClickIds) : text,
);

function findClickIds(text: string, isPlain: boolean): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    let from = at;
    while (from > 0 && at - from < MAX_NAME && /[\w-]/.test(text.charAt(from - 1))) from--;
    if (!isClickId(text.slice(from, at))) continue;
    VALUE.lastIndex = at + 1;
    const to = at + 1 + (VALUE.exec(text)?.[0].length ?? 0);
    // In an address within an address, what separates its parameters may separate those of the outer one.
    if (!isPlain) found.push({ from: at + 1, to, label: '' });
    else if (text[to] === '&') found.push({ from, to: to + 1, label: '' });
    else found.push({ from: /[?&]/.test(text.charAt(from - 1)) ? from - 1 : from, to, label: '' });
    at = to - 1;
  }
  return found;
}
