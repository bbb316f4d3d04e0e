import type { Random } from './random.ts';

/** An article of the simulated shop, the same as in the example storefront. */
export interface Product {
  id: string;
  name: string;
  category: string;
  /** Cents of the shop's currency: sums stay exact. */
  cents: number;
  weight: number;
}

/** The shop's range; a few articles are much looked for. */
const CATALOG: readonly Product[] = [
  { id: 'FH-01', name: 'Enamel mug', category: 'Table', cents: 1400, weight: 14 },
  { id: 'FH-02', name: 'Stoneware bowl', category: 'Table', cents: 2200, weight: 9 },
  { id: 'FH-03', name: 'Water jug', category: 'Table', cents: 3400, weight: 7 },
  { id: 'FH-04', name: 'Linen tea towel', category: 'Kitchen', cents: 1650, weight: 9 },
  { id: 'FH-05', name: 'Wool blanket', category: 'Hearth', cents: 11_900, weight: 12 },
  { id: 'FH-06', name: 'Beeswax candle', category: 'Hearth', cents: 1200, weight: 8 },
  { id: 'FH-07', name: 'Dish brush', category: 'Kitchen', cents: 950, weight: 5 },
  { id: 'FH-08', name: 'Bread knife', category: 'Kitchen', cents: 4800, weight: 8 },
  { id: 'FH-09', name: 'Oak board', category: 'Kitchen', cents: 3900, weight: 9 },
  { id: 'FH-10', name: 'Willow basket', category: 'Hearth', cents: 5600, weight: 7 },
  { id: 'FH-11', name: 'Table lamp', category: 'Hearth', cents: 8900, weight: 8 },
  { id: 'FH-12', name: 'Corn broom', category: 'Kitchen', cents: 2700, weight: 4 },
];

/** Prices in major units, exact to the cent. */
export function amount(cents: number): number {
  return Math.round(cents) / 100;
}

/** One article, the popular ones more often. */
export function pickProduct(random: Random): Product {
  return random.pick(CATALOG);
}

/** Delivery costs, in cents, of a basket worth so much. */
export function deliveryCents(basket: number): number {
  return basket >= 6000 ? 0 : 490;
}
