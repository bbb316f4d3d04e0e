import type { EventRow, Frame } from '@desirepath/schema';

/** 1 March 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** A UUID that says its number, below 2^48. */
export const uuid = (number: number) => `01957000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

/** A row of `events`: empty but for what is given. */
export function eventRow(given: Partial<EventRow>): EventRow {
  const time = given.time ?? NOON;
  return {
    site: 'shop',
    visitor_id: 'v1',
    event_id: '01957000-0000-7000-8000-000000000000',
    name: 'page_view',
    client_time: time,
    time,
    sent_time: time,
    received_time: time,
    skew_ms: 0,
    seq: 0,
    session_hint: '',
    tab_id: '',
    user_id: '',
    host: '',
    path: '',
    url: '',
    title: '',
    referrer: '',
    channel: '',
    source: '',
    medium: '',
    campaign: '',
    term: '',
    content: '',
    click_id: '',
    device: '',
    browser: '',
    os: '',
    country: '',
    language: '',
    order_id: '',
    value: '0',
    currency: '',
    'items.id': [],
    'items.name': [],
    'items.brand': [],
    'items.category': [],
    'items.variant': [],
    'items.price': [],
    'items.quantity': [],
    props: {},
    nums: {},
    lane: 'browser',
    revenue: '',
    sdk: '',
    ...given,
  };
}

/** A frame with nothing but rows. */
export const frameOf = (id: string, rows: EventRow[]): Frame => ({ id, rows, rejects: [], accounting: [] });
