import { remembering } from './remembering.ts';

/** What tells the channel of an event. */
export interface ChannelClues {
  source: string;
  medium: string;
  campaign: string;
  /** Host of the page, and of the page before it; empty where unknown or none. */
  host: string;
  referrerHost: string;
  /** Whether the event has a page at all: without one, no referrer says nothing. */
  hasPage: boolean;
}

/** Media that mean a channel, as whole words of utm_medium. The first line that matches decides. */
const MEDIA: [channel: string, pattern: RegExp][] = [
  [
    'paid',
    /^(cpc|ppc|cpm|cpv|cpa|sem|paid.*|display|banner|retargeting|remarketing|shopping|interstitial|expandable)$/,
  ],
  ['affiliate', /^affiliates?$/],
  ['email', /^(e-?mail|e_mail|newsletter|crm)$/],
  ['social', /^(social|social[-_ ].*|sm)$/],
  ['sms', /^(sms|mms|whatsapp|push|.*[-_ ]push)$/],
  ['organic', /^organic$/],
  ['referral', /^(referral|link|app)$/],
];

const ENDING = String.raw`\.(com|net|org|ru|[a-z]{2}|com?\.[a-z]{2})$`;

/** Hosts by their name before the country's ending: `google` is www.google.co.uk as well. */
const SEARCH = new RegExp(
  `(^|\\.)(google|bing|duckduckgo|ecosia|startpage|qwant|baidu|yandex|naver|seznam|sogou|brave|kagi|yahoo|aol)${ENDING}|^com\\.google\\.android\\.googlequicksearchbox$`,
);
const SOCIAL = new RegExp(
  `(^|\\.)(facebook|fb|instagram|pinterest|tiktok|twitter|x|t|linkedin|lnkd|reddit|youtube|youtu|snapchat|threads|vk|weibo|tumblr|quora|whatsapp|telegram)${ENDING}`,
);
const MAIL =
  /(^|\.)((web)?mail|gmx|proton|protonmail|fastmail|zimbra)\.[a-z.]+$|(^|\.)outlook\.(live|office|office365)\.com$|^(.*\.)?web\.de$/;

/**
 * The channel of an event: `direct`, `organic`, `paid`, `social`, `email`, `referral`, `affiliate`, `sms` or `campaign` (one whose
 * medium tells nothing); empty where nothing is known, as for a page inside the shop that another page of it led to.
 */
export function channelOf(clues: ChannelClues): string {
  const medium = clues.medium.trim().toLowerCase();
  if (medium !== '' && medium !== '(none)' && medium !== '(not set)') {
    for (const [channel, pattern] of MEDIA) if (pattern.test(medium)) return channel;
    return 'campaign';
  }
  const source = clues.source.trim().toLowerCase();
  if (source === '(direct)') return 'direct';
  // A source is often the bare name: `google`, `facebook`.
  const sourceHost = source.includes('.') ? source : `${source}.com`;
  if (source !== '' && source !== '(not set)') return ofHost(sourceHost) || 'campaign';
  if (clues.campaign !== '') return 'campaign';
  if (!clues.hasPage) return '';
  if (clues.referrerHost === '') return 'direct';
  if (isSameSite(clues.referrerHost, clues.host)) return '';
  return ofHost(clues.referrerHost) || 'referral';
}

/** The longest that a host may be; a source may be anything. */
const MAX_HOST = 255;

const ofHost = remembering((host: string): string => {
  if (host.length > MAX_HOST) return '';
  if (MAIL.test(host)) return 'email';
  if (SEARCH.test(host)) return 'organic';
  return SOCIAL.test(host) ? 'social' : '';
});

function isSameSite(a: string, b: string): boolean {
  const [x, y] = [a.replace(/^www\./, ''), b.replace(/^www\./, '')];
  return x === y || x.endsWith(`.${y}`) || y.endsWith(`.${x}`);
}
