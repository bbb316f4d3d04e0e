/**
 * Events that are worth what their items are, where they do not say it themselves. Purchases and refunds are not among them:
 * revenue is never made up.
 */
const WORTH_THEIR_ITEMS = new Set([
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
]);

/**
 * Sum of price times quantity, to four decimals; undefined where an event is not worth its items, or none has a price.
 *
 * @param items in GA4's shape
 */
export function itemsValue(name: string, items: readonly Record<string, unknown>[]): number | undefined {
  if (!WORTH_THEIR_ITEMS.has(name)) return undefined;
  let sum: number | undefined;
  for (const { price, quantity } of items) {
    const each = numberOf(price);
    if (each !== undefined) sum = (sum ?? 0) + each * (numberOf(quantity) ?? 1);
  }
  const rounded = sum === undefined ? Number.NaN : Math.round(sum * 10_000) / 10_000;
  return Number.isFinite(rounded) ? rounded : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (value === '' || (typeof value !== 'number' && typeof value !== 'string')) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
