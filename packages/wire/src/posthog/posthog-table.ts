import type { CommerceTable, NameRule } from '../commerce/commerce-table.ts';
import { SEGMENT_TABLE } from '../segment/segment-table.ts';

/** PostHog's own events. What is not listed keeps its name without the `$`. */
export const POSTHOG_OWN: readonly NameRule[] = [
  { from: '$pageview', to: 'page_view' },
  { from: '$screen', to: 'screen_view' },
  { from: '$identify', to: 'identify' },
  { from: '$create_alias', to: 'identify' },
  { from: '$merge_dangerously', to: 'identify' },
  { from: '$set', to: 'identify' },
  { from: '$autocapture', to: 'click', when: { field: '$event_type', is: 'click' } },
  { from: '$rageclick', to: 'rage_click' },
  { from: '$dead_click', to: 'dead_click' },
  { from: '$exception', to: 'error' },
  { from: '$web_vitals', to: 'web_vital' },
  { from: '$groupidentify', to: 'group' },
];

/** Events of a shop have no fixed names in PostHog: Segment's are read, and those that shops commonly make up. */
export const POSTHOG_TABLE: CommerceTable = {
  ...SEGMENT_TABLE,
  names: [
    ...SEGMENT_TABLE.names,
    { from: 'product searched', to: 'search' },
    { from: 'search performed', to: 'search' },
    { from: 'category viewed', to: 'view_item_list' },
    { from: 'viewed product', to: 'view_item' },
    { from: 'product added to cart', to: 'add_to_cart' },
    { from: 'added to cart', to: 'add_to_cart' },
    { from: 'product removed from cart', to: 'remove_from_cart' },
    { from: 'removed from cart', to: 'remove_from_cart' },
    { from: 'viewed cart', to: 'view_cart' },
    { from: 'started checkout', to: 'begin_checkout' },
    { from: 'checkout begun', to: 'begin_checkout' },
    { from: 'shipping info added', to: 'add_shipping_info' },
    { from: 'payment info added', to: 'add_payment_info' },
    { from: 'order placed', to: 'purchase' },
    { from: 'placed order', to: 'purchase' },
    { from: 'purchase completed', to: 'purchase' },
    { from: 'purchased', to: 'purchase' },
    { from: 'user signed up', to: 'sign_up' },
    { from: 'logged in', to: 'login' },
    { from: 'user logged in', to: 'login' },
  ],
};
