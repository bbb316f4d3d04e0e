import { eventSchema } from '@desirepath/schema';
import { describe, expect, it } from 'vitest';
import { ga360Hit } from './ga360-hit.ts';

const page = {
  fullVisitorId: '0187975600071346667',
  visitId: '1501570398',
  hitNumber: '4',
  event_time_utc: '2017-08-01T07:00:40.000Z',
  hit_type: 'PAGE',
  hostname: 'shop.example',
  pagePath: '/home?q=1',
  pageTitle: 'Home',
  referer: '',
  action_type: '0',
  checkout_step: '1',
  product_skus: '',
  channelGrouping: 'Organic Search',
  source: '(direct)',
  medium: '(none)',
  campaign: '(not set)',
  deviceCategory: 'tablet',
  browser: 'Chrome',
  os: 'Android',
  country: 'Japan',
};

describe('ga360Hit', () => {
  it('makes a page hit a page_view that the schema accepts', () => {
    const event = ga360Hit(page);
    expect(eventSchema.safeParse(event).success).toBe(true);
    expect(event).toMatchObject({
      visitor: '0187975600071346667',
      session: '1501570398',
      name: 'page_view',
      time: Date.UTC(2017, 7, 1, 7, 0, 40),
      seq: 4,
      page: { url: 'https://shop.example/home?q=1', title: 'Home' },
      channel: 'organic',
      device: 'tablet',
      country: 'Japan',
      campaign: {},
    });
  });

  it.each([
    ['1', '1', 'EVENT', 'select_item'],
    ['2', '1', 'PAGE', 'view_item'],
    ['3', '1', 'EVENT', 'add_to_cart'],
    ['4', '1', 'EVENT', 'remove_from_cart'],
    ['5', '1', 'PAGE', 'begin_checkout'],
    ['5', '2', 'PAGE', 'add_payment_info'],
    ['5', '3', 'PAGE', 'review_order'],
    ['5', '9', 'PAGE', 'checkout_step_9'],
    ['6', '1', 'PAGE', 'purchase'],
    ['0', '1', 'PAGE', 'page_view'],
    ['0', '1', 'EVENT', 'onsite_click'],
  ])('names action %s step %s of a %s hit %s', (action_type, checkout_step, hit_type, name) => {
    expect(ga360Hit({ ...page, action_type, checkout_step, hit_type, eventAction: 'Onsite Click' }).name).toBe(name);
  });

  it('reads order, revenue and articles', () => {
    const order = { ...page, action_type: '6', transactionId: 'T1', transactionRevenue: '17.96', product_skus: 'A|B' };
    expect(ga360Hit(order).params).toEqual({
      transaction_id: 'T1',
      value: 17.96,
      items: [{ item_id: 'A' }, { item_id: 'B' }],
    });
    expect(ga360Hit({ ...order, transactionRevenue: '' }).params).not.toHaveProperty('value');
  });

  it('gives the same row the same id and another row another', () => {
    expect(ga360Hit(page).id).toBe(ga360Hit({ ...page, pageTitle: 'Other' }).id);
    expect(ga360Hit(page).id).not.toBe(ga360Hit({ ...page, hitNumber: '5' }).id);
  });

  it('passes a broken time on for the collector to judge', () => {
    expect(ga360Hit({ ...page, event_time_utc: 'yesterday' }).time).toBe('yesterday');
  });
});
