import type { Ga4Item, Params } from './ga4-events.ts';

interface Money {
  amount?: number | string | null;
  currencyCode?: string;
}
interface Variant {
  id?: string | null;
  sku?: string | null;
  title?: string | null;
  price?: Money;
  product?: { id?: string | null; title?: string; vendor?: string; type?: string | null };
}
interface CartLine {
  cost?: { totalAmount?: Money };
  merchandise?: Variant;
  quantity?: number;
}
interface Checkout {
  currencyCode?: string | null;
  lineItems?: { title?: string | null; quantity?: number; variant?: Variant | null }[];
  order?: { id?: string | null } | null;
  shippingLine?: { price?: Money } | null;
  totalPrice?: Money | null;
  totalTax?: Money;
  token?: string | null;
  discountApplications?: { title?: string; type?: string }[];
}

/** An event as Shopify gives it to a web pixel; of its data only what is used here. */
export interface ShopifyEvent {
  name?: string;
  data?: {
    productVariant?: Variant;
    cartLine?: CartLine | null;
    cart?: { cost?: { totalAmount?: Money }; lines?: CartLine[] } | null;
    collection?: { id?: string; title?: string; productVariants?: Variant[] };
    searchResult?: { query?: string; productVariants?: Variant[] };
    checkout?: Checkout;
  };
}

const CHECKOUT: Record<string, string> = {
  __proto__: null as never,
  checkout_started: 'begin_checkout',
  checkout_shipping_info_submitted: 'add_shipping_info',
  payment_info_submitted: 'add_payment_info',
  checkout_completed: 'purchase',
};

/**
 * The GA4 event in one of Shopify's standard events, as a web pixel subscribes to them; needs neither a page nor any
 * global. See https://shopify.dev/docs/api/web-pixels-api/standard-events.
 * @returns name and parameters; undefined for events that GA4 has no name for
 * @example shopifyEvent({ name: 'search_submitted', data: { searchResult: { query: 'linen' } } })
 *   // ['search', { search_term: 'linen' }]
 */
export function shopifyEvent({ name = '', data = {} }: ShopifyEvent): [name: string, params: Params] | undefined {
  const { productVariant, cartLine, cart, collection, searchResult, checkout } = data;
  if (name === 'page_viewed') return ['page_view', {}];
  if (name === 'product_viewed' && productVariant) {
    return ['view_item', { ...money(productVariant.price), items: [itemOf(productVariant)] }];
  }
  if (name === 'collection_viewed' && collection) {
    const items = (collection.productVariants ?? []).map((variant) => itemOf(variant));
    return ['view_item_list', known({ item_list_id: collection.id, item_list_name: collection.title, items })];
  }
  if (name === 'search_submitted' && searchResult) {
    return ['search', known({ search_term: searchResult.query, results: searchResult.productVariants?.length })];
  }
  if ((name === 'product_added_to_cart' || name === 'product_removed_from_cart') && cartLine) {
    return [name === 'product_added_to_cart' ? 'add_to_cart' : 'remove_from_cart', lines([cartLine])];
  }
  if (name === 'cart_viewed' && cart) return ['view_cart', lines(cart.lines ?? [], cart.cost?.totalAmount)];
  const named = CHECKOUT[name];
  return named !== undefined && checkout ? [named, order(checkout, named === 'purchase')] : undefined;
}

function order(checkout: Checkout, isPlaced: boolean): Params {
  const coupon = checkout.discountApplications?.find(({ type }) => type === 'DISCOUNT_CODE')?.title;
  return known({
    ...money(checkout.totalPrice, checkout.currencyCode ?? undefined),
    coupon,
    ...(isPlaced && {
      // An order that is still being made has no id yet; the checkout's token belongs to the same order for good.
      transaction_id: checkout.order?.id ?? checkout.token ?? undefined,
      tax: amount(checkout.totalTax),
      shipping: amount(checkout.shippingLine?.price),
    }),
    items: (checkout.lineItems ?? []).map(({ title, quantity, variant }) =>
      known({ item_name: title, ...itemOf(variant ?? {}, quantity) }),
    ),
  });
}

function lines(cartLines: readonly CartLine[], total = cartLines[0]?.cost?.totalAmount): Params {
  return {
    ...money(total),
    items: cartLines.map(({ merchandise, quantity }) => itemOf(merchandise ?? {}, quantity)),
  };
}

function itemOf({ id, sku, title, price, product = {} }: Variant, quantity?: number): Ga4Item {
  return known({
    item_id: sku || product.id || id,
    item_name: product.title,
    item_brand: product.vendor,
    item_category: product.type,
    item_variant: title,
    price: amount(price),
    quantity,
  });
}

function money(price: Money | null | undefined, currency = price?.currencyCode): Params {
  return known({ currency, value: amount(price) });
}

function amount(price: Money | null | undefined): number | undefined {
  return price?.amount === undefined || price.amount === null ? undefined : Number(price.amount);
}

/** Without what is not known, or empty. */
function known(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}
