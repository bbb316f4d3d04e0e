import type { Campaign } from '@desirepath/schema';
import { CLICK_IDS } from './click-ids.ts';
import { parseQuery } from './parse-url.ts';

const UTM: [keyof Campaign, string][] = [
  ['source', 'utm_source'],
  ['medium', 'utm_medium'],
  ['name', 'utm_campaign'],
  ['term', 'utm_term'],
  ['content', 'utm_content'],
];

/**
 * The campaign that the parameters of a landing URL name; empty when they name none.
 *
 * @example campaignOf('?utm_source=news&utm_medium=email') // { source: 'news', medium: 'email' }
 */
export function campaignOf(query: string): Campaign {
  if (query.length < 2) return {};
  const values = parseQuery(query);
  const campaign: Campaign = {};
  let others = values.size;
  for (const [field, parameter] of UTM) {
    const value = values.get(parameter)?.trim();
    if (value === undefined) continue;
    others -= 1;
    if (value !== '') campaign[field] = value;
  }
  if (others === 0) return campaign;
  for (const [parameter, implied] of CLICK_IDS) {
    const value = values.get(parameter);
    if (value === undefined || value === '') continue;
    if (campaign.source === undefined && campaign.medium === undefined) Object.assign(campaign, implied);
    campaign.click_id = `${parameter}:${value}`;
    break;
  }
  return campaign;
}
