/**
 * Event names the product knows without being told: GA4's recommended e-commerce events, then what the tag itself
 * emits, then common off-site touchpoints. The order is part of the stored format (see `touchpoint_names`): only append.
 */
export const VOCABULARY = [
  'page_view',
  'view_item_list',
  'select_item',
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'refund',
  'search',
  'view_promotion',
  'select_promotion',
  'identify',
  'click',
  'web_vital',
  'review_order',
  'login',
  'sign_up',
  'generate_lead',
  'share',
  'error',
  'rage_click',
  'dead_click',
  'form_abandon',
  'email_open',
  'email_click',
  'ad_click',
  'store_visit',
  'support_contact',
  'delivery',
  'return',
  'review',
  'survey',
  'experience',
  'engagement',
  'form_start',
  'form_submit',
  'element_click',
  'outbound_click',
  'file_download',
] as const;

/** A name of {@link VOCABULARY}. */
export type KnownEventName = (typeof VOCABULARY)[number];

/** Names that tell how a journey went rather than where it went: in a journey only where a map names them. */
export const SIGNALS: readonly string[] = [
  'identify',
  'web_vital',
  'error',
  'rage_click',
  'dead_click',
  'form_abandon',
  'engagement',
  'form_start',
  'form_submit',
  'element_click',
  'outbound_click',
  'file_download',
];
