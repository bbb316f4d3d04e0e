import type { Site } from '@desirepath/schema';
import { allowsOrigin } from '../gate/allows-origin.ts';
import type { Arrival } from './arrival.ts';

/** The page that a browser's request comes from. */
export interface SenderPage {
  /** Empty where the browser does not tell. */
  origin: string;
  /** Whether the browser, which names no page, says that it is one of the collector's own origin. */
  isBeside: boolean;
}

/** How the User-Agent of every browser begins, and hardly that of any server. */
const BROWSER = /^(?:Mozilla|Opera)\//;

/**
 * The page that a request comes from; undefined where no browser sent it. A browser says the origin with every POST, but not with a
 * picture, which any page can ask for: there the Referer tells. `Sec-Fetch-Mode` gives no browser away, as servers on Node send it too.
 */
export function senderPage(arrival: Arrival): SenderPage | undefined {
  const origin = arrival.header('origin');
  if (origin !== undefined) return { origin, isBeside: false };
  const fetchSite = arrival.header('sec-fetch-site');
  const referrer = arrival.header('referer') ?? '';
  const looksLikeOne = () => arrival.method !== 'POST' && BROWSER.test(arrival.header('user-agent') ?? '');
  if (fetchSite === undefined && referrer === '' && !looksLikeOne()) return undefined;
  return { origin: originOf(referrer), isBeside: referrer === '' && fetchSite === 'same-origin' };
}

/** Whether a page is one of the site's. */
export function isOfSite({ origin, isBeside }: SenderPage, site: Site): boolean {
  return isBeside || allowsOrigin(site.origins, origin);
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return '';
  }
}
