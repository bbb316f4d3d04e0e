import type { ClientEvent, EventRow } from '@desirepath/schema';
import { channelOf } from './channel-of.ts';
import { cleanText } from './clean-text.ts';
import { isClickId, withoutClickIds } from './click-ids.ts';
import { eventMoney } from './event-money.ts';
import { eventTimes } from './event-times.ts';
import { type FlatProps, flatten } from './flatten.ts';
import { pageAddress } from './page-address.ts';
import { Refusal } from './refusal.ts';
import type { WireContext } from './wire-context.ts';

/** What the request says about all its events. */
export interface Sender {
  sentAt: unknown;
  sdk: string;
}

/**
 * Makes the row of one event whose fields have the right types: the same from every dialect.
 *
 * @throws Refusal with the field when the event cannot be taken
 */
export function toEventRow(event: ClientEvent, sender: Sender, context: WireContext): EventRow {
  const times = eventTimes(event.time, sender.sentAt, context.received, context.lane, context.age);
  const isAnonymous = context.anonymous === true && context.fallbackVisitor !== undefined;
  const user = isAnonymous ? '' : cleanText(event.user_id ?? '');
  const visitor = visitorOf(isAnonymous ? undefined : event.visitor, user, context);
  const page = pageAddress(event.page?.url ?? '');
  const referrer = pageAddress(event.page?.referrer ?? '');
  const campaign = event.campaign ?? page.campaign;
  const source = cleanText(campaign.source ?? '');
  const medium = cleanText(campaign.medium ?? '');
  const name = cleanText(campaign.name ?? '');
  const params = event.params ?? {};
  const { columns, taken } = eventMoney(params);
  const channel =
    event.channel ??
    channelOf({
      source,
      medium,
      campaign: name,
      host: page.host,
      referrerHost: referrer.host,
      hasPage: event.page?.url !== undefined,
    });
  const flat = flatten(withViewport(params, event.viewport), taken);
  const { props, nums } = isAnonymous ? unlinked(flat) : flat;
  // Every column by its name, none spread in: rows are made for each event, and so they are made and written twice as fast.
  return {
    site: context.site,
    visitor_id: visitor,
    event_id: event.id.toLowerCase(),
    name: cleanText(event.name),
    client_time: times.client_time,
    time: times.time,
    sent_time: times.sent_time,
    received_time: times.received_time,
    skew_ms: times.skew_ms,
    seq: event.seq ?? 0,
    session_hint: isAnonymous ? '' : cleanText(event.session ?? ''),
    tab_id: isAnonymous ? '' : cleanText(event.tab ?? ''),
    user_id: user,
    host: page.host,
    path: page.path,
    url: isAnonymous ? withoutClickIds(page.url) : page.url,
    title: cleanText(event.page?.title ?? ''),
    referrer: isAnonymous ? withoutClickIds(referrer.url) : referrer.url,
    channel: cleanText(channel),
    source,
    medium,
    campaign: name,
    term: cleanText(campaign.term ?? ''),
    content: cleanText(campaign.content ?? ''),
    click_id: isAnonymous ? '' : cleanText(campaign.click_id ?? ''),
    device: cleanText(event.device ?? context.device ?? ''),
    browser: cleanText(event.browser ?? context.browser ?? ''),
    os: cleanText(event.os ?? context.os ?? ''),
    country: cleanText(event.country ?? context.country ?? ''),
    language: cleanText(event.language ?? ''),
    order_id: columns.order_id,
    value: columns.value,
    currency: columns.currency,
    'items.id': columns['items.id'],
    'items.name': columns['items.name'],
    'items.brand': columns['items.brand'],
    'items.category': columns['items.category'],
    'items.variant': columns['items.variant'],
    'items.price': columns['items.price'],
    'items.quantity': columns['items.quantity'],
    props,
    nums,
    lane: context.lane,
    revenue: !speaksOfMoney(columns) ? '' : context.lane === 'import' ? 'server' : 'unverified',
    sdk: sender.sdk,
  };
}

/** The parameters, with the size of the window among them where the event tells it. */
function withViewport(params: Record<string, unknown>, viewport: ClientEvent['viewport']): Record<string, unknown> {
  if (viewport === undefined) return params;
  const all: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(params)) all[key] = params[key];
  all.viewport = { width: viewport[0], height: viewport[1] };
  return all;
}

/** Properties that name no click. */
function unlinked({ props, nums }: FlatProps): FlatProps {
  const isKept = ([name]: [string, unknown]) => !isClickId(name.slice(name.lastIndexOf('.') + 1));
  const texts = Object.entries(props).filter(isKept);
  return {
    props: Object.fromEntries(texts.map(([name, text]) => [name, withoutClickIds(text)])),
    nums: Object.fromEntries(Object.entries(nums).filter(isKept)),
  };
}

function visitorOf(visitor: string | undefined, user: string, { fallbackVisitor }: WireContext): string {
  if (visitor !== undefined) return cleanText(visitor);
  if (user !== '') return `user:${user}`;
  if (fallbackVisitor !== undefined) return fallbackVisitor();
  throw new Refusal('bad_event', 'visitor', 'The event names neither a visitor nor a user_id; send one of them.');
}

function speaksOfMoney({ order_id, value, currency }: Pick<EventRow, 'order_id' | 'value' | 'currency'>): boolean {
  return order_id !== '' || (currency !== '' && value !== '0.0000');
}
