import type { EventRow } from '@desirepath/schema';
import { cleanText } from './clean-text.ts';
import { toDecimal } from './decimal.ts';
import { rawJson } from './raw-json.ts';
import { Refusal } from './refusal.ts';
import { shown } from './scrub-text.ts';

/** Most items of one event. */
const MAX_ITEMS = 500;
const MAX_QUANTITY = 4294967295;

type MoneyColumns = Pick<
  EventRow,
  | 'order_id'
  | 'value'
  | 'currency'
  | 'items.id'
  | 'items.name'
  | 'items.brand'
  | 'items.category'
  | 'items.variant'
  | 'items.price'
  | 'items.quantity'
>;

/** What GA4 gives a meaning among an event's parameters. */
export interface EventMoney {
  columns: MoneyColumns;
  /** The parameters that became columns; all others are properties. */
  taken: readonly string[];
}

/**
 * Takes what GA4 gives a meaning out of an event's parameters: order id, value, currency, items. What is named like that and is
 * something else (`items: 3`, `value: 'high'`) stays a property.
 *
 * @throws Refusal `bad_money` for an amount beyond 14 digits or a currency that is no ISO code, `too_many_items`
 */
export function eventMoney(params: Record<string, unknown>): EventMoney {
  const taken = ['currency'];
  const order = own(params, 'transaction_id');
  const hasOrder = typeof order === 'string' || typeof order === 'number';
  if (hasOrder) taken.push('transaction_id');

  const currency = currencyOf(own(params, 'currency'));
  const value = amount(own(params, 'value'), 'params.value');
  const items = itemsOf(own(params, 'items'));
  if (items !== undefined) taken.push('items');
  // A number that no currency makes money of (a web vital, a score) is kept to all its digits as a property too.
  if (value !== undefined && (currency !== '' || hasOrder || items !== undefined)) taken.push('value');
  return {
    columns: {
      order_id: hasOrder ? cleanText(String(order), 200) : '',
      value: value ?? '0.0000',
      currency,
      ...itemColumns(items ?? NO_ITEMS),
    },
    taken,
  };
}

const NO_ITEMS: readonly Record<string, unknown>[] = [];

function own(from: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(from, field) ? from[field] : undefined;
}

function amount(value: unknown, field: string): string | undefined {
  const decimal = toDecimal(value);
  if (decimal === 'range') {
    throw new Refusal(
      'bad_money',
      field,
      `The amount ${shown(String(value), 40)} is out of range; it may have 14 digits before the point.`,
    );
  }
  return decimal;
}

function currencyOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new Refusal(
    'bad_money',
    'params.currency',
    `"${shown(typeof value === 'string' ? value : rawJson(value, 1000), 40)}" is no currency; send an ISO 4217 code such as EUR.`,
  );
}

function itemsOf(value: unknown): Record<string, unknown>[] | undefined {
  if (!Array.isArray(value)) return undefined;
  if (value.length > MAX_ITEMS) {
    throw new Refusal(
      'too_many_items',
      'params.items',
      `The event has ${value.length} items; send at most ${MAX_ITEMS}.`,
    );
  }
  return value.every(isRecord) ? value : undefined;
}

/** Fields of an item beyond the columns are not kept: fifty items of a list would fill an event's properties. */
function itemColumns(items: readonly Record<string, unknown>[]) {
  const texts = (field: string) => items.map((item) => textOf(item[field]));
  return {
    'items.id': texts('item_id'),
    'items.name': texts('item_name'),
    'items.brand': texts('item_brand'),
    'items.category': texts('item_category'),
    'items.variant': texts('item_variant'),
    'items.price': items.map((item, i) => amount(item.price, `params.items.${i}.price`) ?? '0.0000'),
    'items.quantity': items.map((item, i) => quantityOf(item.quantity, `params.items.${i}.quantity`)),
  };
}

/** GA4 takes one where none is given. Goods by weight are rounded, to one at least. */
function quantityOf(value: unknown, field: string): number {
  if (typeof value === 'number' && value >= 1 && value <= MAX_QUANTITY && Number.isInteger(value)) return value;
  const decimal = toDecimal(value);
  if (decimal === undefined) return 1;
  const quantity = decimal === 'range' ? Number.NaN : Number(decimal);
  if (!(quantity >= 0 && quantity <= MAX_QUANTITY)) {
    throw new Refusal(
      'bad_item',
      field,
      `The quantity ${shown(String(value), 40)} is out of range; it may be 0 to ${MAX_QUANTITY}.`,
    );
  }
  return quantity > 0 ? Math.max(1, Math.round(quantity)) : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? cleanText(String(value)) : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
