import type { Random } from './random.ts';

/** An article of the simulated shop. */
export interface Product {
  id: string;
  name: string;
  category: string;
  /** Cents of the shop's currency: sums stay exact. */
  cents: number;
  weight: number;
}

const CATEGORIES = [
  { category: 'Tableware', words: ['Stoneware mug', 'Serving bowl', 'Oak board', 'Carafe'], cents: 2900 },
  { category: 'Textiles', words: ['Linen throw', 'Wool blanket', 'Cushion', 'Tea towels'], cents: 5900 },
  { category: 'Lighting', words: ['Table lamp', 'Pendant', 'Reading light', 'Lantern'], cents: 8900 },
  { category: 'Storage', words: ['Willow basket', 'Wall hooks', 'Shelf', 'Tool box'], cents: 4900 },
  { category: 'Furniture', words: ['Side table', 'Stool', 'Bench', 'Desk'], cents: 18900 },
];

/** The shop's range: twenty articles in five categories, a few of them much looked for. */
export const CATALOG: readonly Product[] = CATEGORIES.flatMap(({ category, words, cents }, shelf) =>
  words.map((name, place) => ({
    id: `${category.slice(0, 2).toUpperCase()}${shelf + 1}0${place + 1}`,
    name,
    category,
    cents: Math.round((cents * (7 + 2 * place)) / 1000) * 100 - 10,
    weight: 1 / (1 + place) / (1 + shelf / 4),
  })),
);

/** Prices in major units, exact to the cent. */
export function amount(cents: number): number {
  return Math.round(cents) / 100;
}

/** One article, the popular ones more often. */
export function pickProduct(random: Random): Product {
  return random.pick(CATALOG);
}
