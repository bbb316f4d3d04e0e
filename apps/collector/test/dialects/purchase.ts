/** The same purchase for every client: what is looked at, put in the basket, and ordered by a person who then says who they are. */
export const LAMP = { id: 'LAMP-7', name: 'Desk lamp', brand: 'Lumo', category: 'Lighting', price: 49.9, quantity: 1 };
export const BULB = { id: 'BULB-2', name: 'Bulb, warm', brand: 'Lumo', category: 'Lighting', price: 9.9, quantity: 2 };
export const TOTAL = 69.7;
export const CURRENCY = 'EUR';

/** Whom a client speaks of. */
export interface Shopper {
  visitor: string;
  user: string;
  order: string;
}

export interface Line {
  id: string;
  name: string;
  brand: string;
  category: string;
  price: number;
  quantity: number;
}

/** In Segment's words. */
export const segmentProduct = ({ id, ...rest }: Line) => ({ product_id: id, ...rest });
/** In Snowplow's. */
export const snowplowProduct = (line: Line) => ({ ...line, currency: CURRENCY });
/** In GA4's. */
export const ga4Item = ({ id, name, brand, category, price, quantity }: Line) => ({
  item_id: id,
  item_name: name,
  item_brand: brand,
  item_category: category,
  price,
  quantity,
});

export const ECOMMERCE = 'iglu:com.snowplowanalytics.snowplow.ecommerce';

/** Clocks count whole milliseconds, and the order of two events in the same one is nobody's promise. */
export const tick = () => new Promise((resolve) => setTimeout(resolve, 4));

interface Stored {
  name: string;
  order_id: string;
  value: string;
  currency: string;
  items: [id: string, name: string, brand: string, category: string, price: string, quantity: number][];
}

const line = ({ id, name, brand, category, price, quantity }: Line): Stored['items'][number] => [
  id,
  name,
  brand,
  category,
  price.toFixed(4),
  quantity,
];

/** What must be in the table, whoever sent it. */
export function storedPurchase(order: string): Stored[] {
  const worth = (name: string, value: number, lines: Line[], order_id = ''): Stored => ({
    name,
    order_id,
    value: value.toFixed(4),
    currency: CURRENCY,
    items: lines.map(line),
  });
  return [
    worth('view_item', LAMP.price, [LAMP]),
    worth('add_to_cart', LAMP.price, [LAMP]),
    worth('begin_checkout', TOTAL, [LAMP, BULB]),
    { name: 'identify', order_id: '', value: '0.0000', currency: '', items: [] },
    worth('purchase', TOTAL, [LAMP, BULB], order),
  ];
}
