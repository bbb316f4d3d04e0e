/**
 * The part of an address that says which campaign brought the shopper, as it stands there: `utm_*` and advertising click ids. What it
 * means the collector reads from the address itself; here it only tells one campaign from another.
 * @returns an empty text where it says nothing
 */
export function campaignIn(url: string): string {
  // The first pattern that a page looks for is dear, and most addresses have nothing to look at.
  const found = url.includes('=') && url.match(/[?&](utm_|\w*cl(ick|k)?id=|[gw]braid|li_fat|awc=)[^&#]+/g);
  return `${found || ''}`;
}
