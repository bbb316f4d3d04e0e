import { type Fields, isFields, own, textIn } from '../dialect/fields.ts';
import { snakeCase } from '../import/snake-case.ts';
import type { CommerceTable, FieldRule, NameRule } from './commerce-table.ts';
import { itemsValue } from './items-value.ts';
import { renameFields } from './rename-fields.ts';

/** A tracked event in the vocabulary used here. */
export interface NamedEvent {
  name: string;
  params: Record<string, unknown>;
}

const LISTS = ['products', 'items'];

/**
 * Makes the function that reads tracked events by a table. Names are compared without regard to case and separators: `Order
 * Completed`, `order_completed` and `orderCompleted` are one. A name that the table does not have is kept in snake_case, with its
 * properties as they are.
 *
 * @example commerceReader(SEGMENT_TABLE)('Order Completed', { order_id: 'A1', revenue: 20 }) // purchase, transaction_id, value
 */
export function commerceReader(table: CommerceTable): (name: string, properties: Fields) => NamedEvent {
  const rules = new Map<string, NameRule[]>();
  for (const rule of table.names) {
    const key = snakeCase(rule.from);
    rules.set(key, [...(rules.get(key) ?? []), rule]);
  }
  const known = new Set(table.names.map(({ to }) => to));
  return (given, properties) => {
    const key = snakeCase(given);
    const to = rules.get(key)?.find((rule) => fits(rule, properties))?.to ?? (known.has(key) ? key : undefined);
    // A name of signs alone is still a name.
    if (to === undefined) return { name: key === '' ? given.slice(0, 100) : key, params: { ...properties } };
    return { name: to, params: paramsOf(to, properties, table) };
  };
}

function fits({ when }: NameRule, properties: Fields): boolean {
  if (when === undefined) return true;
  const value = textIn(properties, when.field);
  return value !== undefined && (when.is === undefined || when.is === value);
}

function paramsOf(name: string, properties: Fields, table: CommerceTable): Record<string, unknown> {
  const list = LISTS.find((one) => Array.isArray(own(properties, one)));
  const { items, rest } = list === undefined ? single(properties, table.items) : many(properties, list, table.items);
  const params = renameFields(rest, table.fields);
  if (items === undefined) return params;
  params.items = items;
  const value = own(params, 'value') ?? itemsValue(name, items.filter(isFields));
  if (value !== undefined) params.value = value;
  return params;
}

interface Split {
  items: unknown[] | undefined;
  rest: Record<string, unknown>;
}

function many(properties: Fields, list: string, rules: readonly FieldRule[]): Split {
  const { [list]: products, ...rest } = properties;
  const items = (products as unknown[]).map((one) => (isFields(one) ? renameFields(one, rules) : one));
  return { items, rest };
}

/** The fields of a single product stand among those of the event. */
function single(properties: Fields, rules: readonly FieldRule[]): Split {
  const [id] = rules;
  if (id === undefined || !id.from.some((name) => textIn(properties, name) !== undefined)) {
    return { items: undefined, rest: { ...properties } };
  }
  const item: Record<string, unknown> = {};
  const rest: Record<string, unknown> = { ...properties };
  for (const rule of rules) {
    const name = rule.from.find((one) => own(rest, one) !== undefined);
    if (name === undefined) continue;
    item[rule.to] = rest[name];
    delete rest[name];
  }
  return { items: [item], rest };
}
