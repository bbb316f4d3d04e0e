import type { NamedEvent } from '../commerce/commerce-reader.ts';
import type { NameRule } from '../commerce/commerce-table.ts';
import { itemsValue } from '../commerce/items-value.ts';
import { renameFields } from '../commerce/rename-fields.ts';
import { type Fields, own, textIn } from '../dialect/fields.ts';
import { snakeCase } from '../import/snake-case.ts';
import { Refusal } from '../normalise/refusal.ts';
import { shown } from '../normalise/scrub-text.ts';
import type { SelfDescribing } from './self-describing.ts';
import {
  SNOWPLOW_ACTIONS,
  SNOWPLOW_ENTITIES,
  SNOWPLOW_ITEMS,
  SNOWPLOW_KINDS,
  SNOWPLOW_SCHEMAS,
} from './snowplow-table.ts';

const VENDOR = 'com.snowplowanalytics.snowplow';
const ECOMMERCE = `${VENDOR}.ecommerce`;
const CART_EVENTS = new Set(['view_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info']);

/**
 * What an event of the tracker protocol is called here, and what it says.
 *
 * @throws Refusal where the kind is unknown or the event of a self-describing one is missing
 */
export function nameSnowplow(
  kind: string,
  event: Fields,
  unstruct: SelfDescribing | undefined,
  entities: readonly SelfDescribing[],
): NamedEvent {
  if (kind === 'ue') {
    if (unstruct === undefined) {
      throw new Refusal(
        'bad_event',
        'ue_pr',
        'The event describes nothing; send its schema and data in ue_pr or ue_px.',
      );
    }
    return ofSchema(unstruct, entities);
  }
  if (kind === 'se') return structured(event);
  const name = SNOWPLOW_KINDS.find(({ from }) => from === kind)?.to;
  if (name === undefined) {
    throw new Refusal('bad_event', 'e', `The kind "${shown(kind, 20)}" is unknown; send pv, pp, se, ue, tr or ti.`);
  }
  const params = kind === 'tr' || kind === 'ti' ? oldTransaction(event) : {};
  return { name, params: { ...params, ...fromEntities(name, entities) } };
}

function ofSchema({ vendor, name, data }: SelfDescribing, entities: readonly SelfDescribing[]): NamedEvent {
  if (vendor === ECOMMERCE && name === 'snowplow_ecommerce_action') {
    const action = textIn(data, 'type') ?? '';
    const step = entities.find((one) => one.vendor === ECOMMERCE && one.name === 'checkout_step')?.data ?? {};
    const to = ruleFor(SNOWPLOW_ACTIONS, action, step) ?? (snakeCase(action) || 'ecommerce_action');
    const list = textIn(data, 'name');
    const params = fromEntities(to, entities);
    return { name: to, params: list === undefined ? params : { ...params, item_list_name: list } };
  }
  const to = vendor === VENDOR ? (ruleFor(SNOWPLOW_SCHEMAS, name, data) ?? snakeCase(name)) : snakeCase(name);
  if (to === 'add_to_cart' || to === 'remove_from_cart') {
    const { currency, ...product } = data;
    return { name: to, params: withValue(to, { currency }, [renameFields(product, SNOWPLOW_ITEMS)]) };
  }
  const terms = own(data, 'terms');
  if (to === 'search' && Array.isArray(terms)) {
    return { name: to, params: { ...data, terms: undefined, search_term: terms.filter(isText).join(' ') } };
  }
  return { name: to, params: { ...data, ...fromEntities(to, entities) } };
}

function ruleFor(rules: readonly NameRule[], from: string, fields: Fields): string | undefined {
  return rules.find((rule) => {
    if (rule.from !== from) return false;
    if (rule.when === undefined) return true;
    const value = textIn(fields, rule.when.field);
    return value !== undefined && (rule.when.is === undefined || rule.when.is === value);
  })?.to;
}

/** What the e-commerce entities say, in GA4's words. */
function fromEntities(name: string, entities: readonly SelfDescribing[]): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  const items: Record<string, unknown>[] = [];
  for (const { vendor, name: entity, data } of entities) {
    if (vendor !== ECOMMERCE) continue;
    if (entity === 'product') {
      items.push(renameFields(data, SNOWPLOW_ITEMS));
      params.currency ??= own(data, 'currency');
    }
    for (const { from, to } of Object.hasOwn(SNOWPLOW_ENTITIES, entity) ? (SNOWPLOW_ENTITIES[entity] ?? []) : []) {
      const value = from.map((field) => own(data, field)).find((one) => one !== undefined && one !== null);
      if (value !== undefined) params[to] = value;
    }
  }
  // What is in the basket is the worth of the checkout; a single addition is worth what was added.
  if (CART_EVENTS.has(name) && params.cart_value !== undefined) params.value ??= params.cart_value;
  return items.length === 0 ? params : withValue(name, params, items);
}

function withValue(name: string, params: Record<string, unknown>, items: Record<string, unknown>[]) {
  const value = params.value ?? itemsValue(name, items);
  return { ...params, items, ...(value === undefined ? {} : { value }) };
}

function structured(event: Fields): NamedEvent {
  const action = textIn(event, 'se_ac') ?? '';
  return {
    name: snakeCase(action) || 'event',
    params: {
      event_category: own(event, 'se_ca'),
      event_action: own(event, 'se_ac'),
      event_label: own(event, 'se_la'),
      event_property: own(event, 'se_pr'),
      event_value: numberOf(own(event, 'se_va')),
    },
  };
}

/** The transactions of the first e-commerce tracking: the order, and each of its lines as an event of its own. */
function oldTransaction(event: Fields): Record<string, unknown> {
  const sku = textIn(event, 'ti_sk');
  const item = {
    item_id: sku,
    item_name: textIn(event, 'ti_nm'),
    item_category: textIn(event, 'ti_ca'),
    price: textIn(event, 'ti_pr'),
    quantity: textIn(event, 'ti_qu'),
  };
  return {
    transaction_id: textIn(event, 'tr_id') ?? textIn(event, 'ti_id'),
    value: textIn(event, 'tr_tt'),
    currency: textIn(event, 'tr_cu') ?? textIn(event, 'ti_cu'),
    tax: numberOf(own(event, 'tr_tx')),
    shipping: numberOf(own(event, 'tr_sh')),
    items: sku === undefined ? undefined : [item],
  };
}

function numberOf(value: unknown): unknown {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
