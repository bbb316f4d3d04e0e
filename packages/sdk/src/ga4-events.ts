/** One line of a GA4 `items[]` array; prices in major units of the event's currency. */
export interface Ga4Item {
  item_id?: string | number;
  item_name?: string;
  item_brand?: string;
  item_category?: string;
  item_variant?: string;
  price?: number | string;
  quantity?: number;
  [key: string]: unknown;
}

/** Parameters that nobody has named in advance. */
export type Params = Record<string, unknown>;

/** An amount: `value` in major units of `currency`, an ISO 4217 code. */
interface Money {
  currency: string;
  value: number;
}
interface Items {
  items: Ga4Item[];
}
interface List {
  item_list_id?: string;
  item_list_name?: string;
}
interface Promotion {
  creative_name?: string;
  creative_slot?: string;
  promotion_id?: string;
  promotion_name?: string;
  items?: Ga4Item[];
}
interface Coupon {
  coupon?: string;
}

/** GA4's recommended events of a shop with their parameters. Every event may carry more. */
export interface Ga4Events {
  view_item_list: List & Items & Partial<Money>;
  select_item: List & Items;
  view_item: Money & Items;
  add_to_wishlist: Money & Items;
  add_to_cart: Money & Items;
  remove_from_cart: Money & Items;
  view_cart: Money & Items;
  begin_checkout: Money & Items & Coupon;
  add_shipping_info: Money & Items & Coupon & { shipping_tier?: string };
  add_payment_info: Money & Items & Coupon & { payment_type?: string };
  purchase: Money & Items & Coupon & { transaction_id: string; tax?: number; shipping?: number };
  refund: Money & { transaction_id: string; items?: Ga4Item[] };
  search: { search_term: string };
  view_promotion: Promotion;
  select_promotion: Promotion;
  login: { method?: string };
  sign_up: { method?: string };
}

/** The parameters of an event: GA4's own where the name is one of GA4's, else any. */
export type ParamsOf<N extends string> = N extends keyof Ga4Events ? Ga4Events[N] & Params : Params;
