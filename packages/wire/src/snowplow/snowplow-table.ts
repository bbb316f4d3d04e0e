import type { FieldRule, NameRule } from '../commerce/commerce-table.ts';

/** Kinds of Snowplow's protocol (`e`). Self-describing events (`ue`) are named by their schema, structured ones by their action. */
export const SNOWPLOW_KINDS: readonly NameRule[] = [
  { from: 'pv', to: 'page_view' },
  { from: 'pp', to: 'page_ping' },
  { from: 'tr', to: 'purchase' },
  { from: 'ti', to: 'transaction_item' },
];

/** Actions of the e-commerce plugin. */
export const SNOWPLOW_ACTIONS: readonly NameRule[] = [
  { from: 'list_view', to: 'view_item_list' },
  { from: 'list_click', to: 'select_item' },
  { from: 'product_view', to: 'view_item' },
  { from: 'add_to_cart', to: 'add_to_cart' },
  { from: 'remove_from_cart', to: 'remove_from_cart' },
  { from: 'promo_view', to: 'view_promotion' },
  { from: 'promo_click', to: 'select_promotion' },
  { from: 'checkout_step', to: 'begin_checkout', when: { field: 'step', is: '1' } },
  { from: 'checkout_step', to: 'add_payment_info', when: { field: 'payment_method' } },
  { from: 'checkout_step', to: 'add_shipping_info', when: { field: 'delivery_method' } },
  { from: 'checkout_step', to: 'add_shipping_info', when: { field: 'delivery_provider' } },
  { from: 'transaction', to: 'purchase' },
  { from: 'refund', to: 'refund' },
  { from: 'trns_error', to: 'transaction_error' },
];

/** Snowplow's older self-describing events, by the name of their schema. */
export const SNOWPLOW_SCHEMAS: readonly NameRule[] = [
  { from: 'add_to_cart', to: 'add_to_cart' },
  { from: 'remove_from_cart', to: 'remove_from_cart' },
  { from: 'site_search', to: 'search' },
  { from: 'link_click', to: 'click' },
  { from: 'screen_view', to: 'screen_view' },
  { from: 'application_error', to: 'error' },
];

/** Fields of the e-commerce entities, by entity; what is not listed is not kept. */
export const SNOWPLOW_ENTITIES: Readonly<Record<string, readonly FieldRule[]>> = {
  transaction: [
    { from: ['transaction_id'], to: 'transaction_id' },
    { from: ['revenue'], to: 'value' },
    { from: ['currency'], to: 'currency' },
    { from: ['payment_method'], to: 'payment_type' },
    { from: ['tax'], to: 'tax' },
    { from: ['shipping'], to: 'shipping' },
    { from: ['discount_code'], to: 'coupon' },
    { from: ['discount_amount'], to: 'discount' },
  ],
  refund: [
    { from: ['transaction_id'], to: 'transaction_id' },
    { from: ['refund_amount'], to: 'value' },
    { from: ['currency'], to: 'currency' },
    { from: ['refund_reason'], to: 'refund_reason' },
  ],
  cart: [
    { from: ['cart_id'], to: 'cart_id' },
    { from: ['total_value'], to: 'cart_value' },
    { from: ['currency'], to: 'currency' },
  ],
  // Addresses and postcodes are left where they are.
  checkout_step: [
    { from: ['step'], to: 'checkout_step' },
    { from: ['payment_method'], to: 'payment_type' },
    { from: ['delivery_method'], to: 'shipping_tier' },
    { from: ['delivery_provider'], to: 'delivery_provider' },
    { from: ['coupon_code'], to: 'coupon' },
    { from: ['account_type'], to: 'account_type' },
  ],
  promotion: [
    { from: ['id'], to: 'promotion_id' },
    { from: ['name'], to: 'promotion_name' },
    { from: ['creative_id'], to: 'creative_name' },
    { from: ['slot'], to: 'creative_slot' },
  ],
  transaction_error: [
    { from: ['error_code'], to: 'error_code' },
    { from: ['error_description'], to: 'error_description' },
    { from: ['error_type'], to: 'error_type' },
  ],
  page: [{ from: ['type'], to: 'page_type' }],
};

/** Fields of the product entity, as items. */
export const SNOWPLOW_ITEMS: readonly FieldRule[] = [
  { from: ['id', 'sku'], to: 'item_id' },
  { from: ['name'], to: 'item_name' },
  { from: ['brand'], to: 'item_brand' },
  { from: ['category'], to: 'item_category' },
  { from: ['variant'], to: 'item_variant' },
  { from: ['price', 'unitPrice', 'unit_price'], to: 'price' },
  { from: ['quantity'], to: 'quantity' },
];
