import type { JourneyMapInput } from './journey-map.ts';

/** The map of a shop that has drawn none: seven stages over GA4's e-commerce events. */
export const DEFAULT_MAP: JourneyMapInput = {
  name: 'Default shop',
  goal: 'purchase',
  opens: ['awareness', 'consideration'],
  stages: [
    {
      name: 'Awareness',
      goal: 'Find out that the shop has what I look for',
      touchpoints: [
        { name: 'Ad click', id: 'ad_click', event: 'ad_click', channel: 'ad', optional: true },
        {
          name: 'E-mail click',
          id: 'email_click',
          event: ['email_click', 'email_open'],
          channel: 'email',
          optional: true,
        },
        { name: 'Promotion', id: 'promotion', event: ['view_promotion', 'select_promotion'], optional: true },
        { name: 'Page', id: 'page_view', event: 'page_view' },
      ],
    },
    {
      name: 'Consideration',
      goal: 'Choose the right product',
      touchpoints: [
        { name: 'Search', id: 'search', event: 'search', optional: true },
        { name: 'Product list', id: 'view_item_list', event: ['view_item_list', 'select_item'], optional: true },
        { name: 'Product page', id: 'view_item', event: 'view_item' },
        { name: 'Wish list', id: 'add_to_wishlist', event: 'add_to_wishlist', optional: true },
      ],
    },
    {
      name: 'Basket',
      goal: 'Gather what I want and see what it costs',
      touchpoints: [
        { name: 'Added to basket', id: 'add_to_cart', event: 'add_to_cart' },
        { name: 'Basket', id: 'view_cart', event: 'view_cart', optional: true },
        { name: 'Removed from basket', id: 'remove_from_cart', event: 'remove_from_cart', optional: true },
      ],
    },
    {
      name: 'Checkout',
      goal: 'Order without effort and without doubt',
      touchpoints: [
        { name: 'Checkout begun', id: 'begin_checkout', event: 'begin_checkout' },
        { name: 'Delivery chosen', id: 'add_shipping_info', event: 'add_shipping_info', optional: true },
        { name: 'Payment given', id: 'add_payment_info', event: 'add_payment_info', optional: true },
        { name: 'Order reviewed', id: 'review_order', event: 'review_order', optional: true },
      ],
    },
    {
      name: 'Purchase',
      goal: 'Know that the order is placed',
      touchpoints: [{ name: 'Order placed', id: 'purchase', event: 'purchase' }],
    },
    {
      name: 'After-sale',
      goal: 'Get what I ordered, and help when I need it',
      optional: true,
      touchpoints: [
        { name: 'Delivery', id: 'delivery', event: 'delivery', channel: 'delivery', optional: true },
        { name: 'Support', id: 'support_contact', event: 'support_contact', channel: 'support', optional: true },
        { name: 'Return', id: 'return', event: ['return', 'refund'], optional: true },
      ],
    },
    {
      name: 'Loyalty',
      goal: 'Be glad to come back',
      optional: true,
      touchpoints: [
        { name: 'Review', id: 'review', event: 'review', optional: true },
        { name: 'Recommendation', id: 'share', event: 'share', optional: true },
      ],
    },
  ],
};
