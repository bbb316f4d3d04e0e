import type { ClientEvent } from '@desirepath/schema';
import { compact } from './compact.ts';
import { importId } from './import-id.ts';
import { snakeCase } from './snake-case.ts';

/** Columns of the format `ga360-hits`: the hits of a Google Analytics 360 export, one a row. */
export const GA360_COLUMNS = [
  'fullVisitorId',
  'visitId',
  'hitNumber',
  'event_time_utc',
  'hit_type',
  'hostname',
  'pagePath',
  'pageTitle',
  'searchKeyword',
  'referer',
  'eventCategory',
  'eventAction',
  'eventLabel',
  'action_type',
  'checkout_step',
  'transactionId',
  'transactionRevenue',
  'product_skus',
  'promoIsClick',
  'channelGrouping',
  'source',
  'medium',
  'campaign',
  'deviceCategory',
  'browser',
  'os',
  'country',
] as const;

/** What enhanced e-commerce calls an action, by its number. */
const ACTIONS: Readonly<Record<string, string>> = {
  '1': 'select_item',
  '2': 'view_item',
  '3': 'add_to_cart',
  '4': 'remove_from_cart',
  '6': 'purchase',
  '7': 'refund',
};
const CHECKOUT_STEPS: Readonly<Record<string, string>> = {
  '1': 'begin_checkout',
  '2': 'add_payment_info',
  '3': 'review_order',
};
const CHECKOUT_ACTION = '5';

/** What the export's default channel grouping calls what is called otherwise here. */
const CHANNELS: Readonly<Record<string, string>> = {
  'Organic Search': 'organic',
  'Paid Search': 'paid',
  'Other Advertising': 'paid',
  Display: 'paid',
  Affiliates: 'affiliate',
  '(Other)': '',
};

/** Words by which the export says that it knows nothing. */
const UNKNOWN = new Set(['(direct)', '(none)', '(not set)', '(not provided)', 'not available in demo dataset']);

function known(text: string | undefined): string | undefined {
  return text === undefined || text === '' || UNKNOWN.has(text) ? undefined : text;
}

function hitName(row: Record<string, string>): string {
  const action = row.action_type ?? '';
  const step = row.checkout_step ?? '';
  if (action === CHECKOUT_ACTION) return CHECKOUT_STEPS[step] ?? `checkout_step_${step || 'unknown'}`;
  const named = ACTIONS[action];
  if (named !== undefined) return named;
  if (row.hit_type === 'PAGE') return 'page_view';
  if (row.promoIsClick === 'true') return 'select_promotion';
  return snakeCase(row.eventAction ?? '') || snakeCase(row.eventCategory ?? '') || 'event';
}

/**
 * One hit of a Google Analytics 360 export as an event. The export's own session goes along as a hint only: sessions
 * and journeys are found from visitor and time. A time that cannot be read is passed on as it stands, for the collector
 * to reject with the rest of the row.
 *
 * @param row the columns {@link GA360_COLUMNS} by name, texts as in the file
 * @example ga360Hit({ fullVisitorId: '1', visitId: '2', hitNumber: '3', action_type: '2', … }).name // 'view_item'
 */
export function ga360Hit(row: Record<string, string>): ClientEvent {
  const visitor = row.fullVisitorId ?? '';
  const moment = row.event_time_utc ?? '';
  const time = Date.parse(moment);
  const seq = Number(row.hitNumber);
  const revenue = Number(row.transactionRevenue || Number.NaN);
  const skus = (row.product_skus ?? '').split('|').filter((sku) => sku !== '');
  const isEvent = row.hit_type === 'EVENT';
  const params = compact({
    transaction_id: known(row.transactionId),
    value: Number.isFinite(revenue) ? revenue : undefined,
    items: skus.length === 0 ? undefined : skus.map((sku) => ({ item_id: sku })),
    search_term: known(row.searchKeyword),
    event_category: isEvent ? known(row.eventCategory) : undefined,
    event_action: isEvent ? known(row.eventAction) : undefined,
    event_label: isEvent ? known(row.eventLabel) : undefined,
  });
  const campaign = compact({ source: known(row.source), medium: known(row.medium), name: known(row.campaign) });
  const host = known(row.hostname);
  const event = compact({
    visitor,
    session: row.visitId,
    seq: Number.isInteger(seq) && seq >= 0 ? seq : undefined,
    page: compact({
      url: host === undefined ? known(row.pagePath) : `https://${host}${row.pagePath ?? ''}`,
      title: known(row.pageTitle),
      referrer: known(row.referer),
    }),
    // An empty campaign is said too: this hit came without one.
    campaign,
    channel: CHANNELS[row.channelGrouping ?? ''] ?? snakeCase(row.channelGrouping ?? ''),
    device: known(row.deviceCategory),
    browser: known(row.browser),
    os: known(row.os),
    country: known(row.country),
    params: Object.keys(params).length === 0 ? undefined : params,
  });
  return {
    ...event,
    id: importId(['ga360-hits', visitor, row.visitId ?? '', row.hitNumber ?? '', moment]),
    name: hitName(row),
    time: Number.isNaN(time) ? moment : time,
  };
}
