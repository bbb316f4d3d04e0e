import type { Campaign } from '@desirepath/schema';

/** A way into the shop. */
export interface Channel {
  id: string;
  campaign: Campaign;
  referrer: string;
  /** Where it lands: the front page, a category, or an article. */
  landing: 'home' | 'category' | 'product';
  /** How much readier these shoppers are to go on than the average: multiplies the odds. */
  intent: number;
  weight: number;
}

/** The ways in, by their share of first visits. */
export const CHANNELS: readonly Channel[] = [
  {
    id: 'organic',
    campaign: {},
    referrer: 'https://www.google.com/',
    landing: 'category',
    intent: 1.05,
    weight: 34,
  },
  { id: 'direct', campaign: {}, referrer: '', landing: 'home', intent: 1.15, weight: 17 },
  {
    id: 'paid_search',
    campaign: { source: 'google', medium: 'cpc', name: 'brand', term: 'linen throw' },
    referrer: 'https://www.google.com/',
    landing: 'product',
    intent: 1.1,
    weight: 19,
  },
  {
    id: 'social',
    campaign: { source: 'instagram', medium: 'paid_social', name: 'rooms-we-like' },
    referrer: 'https://l.instagram.com/',
    landing: 'category',
    intent: 0.72,
    weight: 16,
  },
  {
    id: 'email',
    campaign: { source: 'newsletter', medium: 'email', name: 'weekly-picks' },
    referrer: '',
    landing: 'product',
    intent: 1.25,
    weight: 9,
  },
  {
    id: 'referral',
    campaign: {},
    referrer: 'https://slow-living.example/lamps',
    landing: 'product',
    intent: 0.95,
    weight: 5,
  },
];

/** The ways back: of their own accord, by a reminder, or by an advertisement that follows them. */
export const RETURN_CHANNELS: readonly Channel[] = [
  { id: 'direct', campaign: {}, referrer: '', landing: 'home', intent: 1, weight: 60 },
  {
    id: 'email',
    campaign: { source: 'crm', medium: 'email', name: 'basket-reminder' },
    referrer: '',
    landing: 'product',
    intent: 1,
    weight: 25,
  },
  {
    id: 'display',
    campaign: { source: 'retargeting', medium: 'display', name: 'seen-before' },
    referrer: 'https://news.example/',
    landing: 'product',
    intent: 1,
    weight: 15,
  },
];
