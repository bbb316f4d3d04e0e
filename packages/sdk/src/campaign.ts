import type { Campaign } from '@desirepath/schema';

/**
 * What a landing URL says about the campaign that brought the shopper: `utm_*` and advertising click ids.
 * @param search the query of the URL, with or without `?`
 * @returns undefined where it says nothing
 */
export function campaignOf(search: string): Campaign | undefined {
  const campaign: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(search)) {
    const utm = /^utm_(source|medium|campaign|term|content)$/.exec(key)?.[1];
    if (value && utm) campaign[utm === 'campaign' ? 'name' : utm] = value;
    else if (value && /^(\w{0,2}clid|msclkid|[gw]braid|li_fat_id)$/.test(key)) campaign.click_id ??= `${key}:${value}`;
  }
  for (const _ in campaign) return campaign;
  return undefined;
}
