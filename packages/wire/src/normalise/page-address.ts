import type { Campaign } from '@desirepath/schema';
import { campaignOf } from './campaign-of.ts';
import { cleanText } from './clean-text.ts';
import { parseUrl } from './parse-url.ts';
import { remembering } from './remembering.ts';

/** What the address of a page tells, as it stands in the columns of an event. */
export interface PageAddress {
  url: string;
  host: string;
  path: string;
  /** What its query says of the campaign that led there; not clean yet, as any other campaign. */
  campaign: Campaign;
}

/** Takes the address of a page apart; empty parts where it is empty. Events share addresses, so whoever gets one must not change it. */
export const pageAddress = remembering((text: string): Readonly<PageAddress> => {
  const { url, host, path, query } = parseUrl(text);
  return { url: cleanText(url), host: cleanText(host, 255), path: cleanText(path), campaign: campaignOf(query) };
});
