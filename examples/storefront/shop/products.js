import { picture } from './pictures.js';

/** What the shop sells. Prices in euros. */
const PRODUCTS = [
  [
    'FH-01',
    'Enamel mug',
    'Table',
    14,
    'Steel under glass, 350 ml',
    'Light enough for the hill, plain enough for the table. The rim is rolled by hand, so each one is slightly its own.',
  ],
  [
    'FH-02',
    'Stoneware bowl',
    'Table',
    22,
    'Salt glaze, 18 cm',
    'Thrown in Westerwald clay and fired once, hot. Holds soup for one or apples for three.',
  ],
  [
    'FH-03',
    'Water jug',
    'Table',
    34,
    'Mouth-blown glass, 1.2 l',
    'A jug with a proper lip: it pours without a drop on the cloth.',
  ],
  [
    'FH-04',
    'Linen tea towel',
    'Kitchen',
    16.5,
    'Washed linen, 50 × 70 cm',
    'Gets softer with every wash and leaves no lint on glass. Woven in a mill of eleven looms.',
  ],
  [
    'FH-05',
    'Wool blanket',
    'Hearth',
    119,
    'Lambswool, 140 × 200 cm',
    'Undyed wool in two natural greys. Warm after a minute, and never scratchy.',
  ],
  [
    'FH-06',
    'Beeswax candle',
    'Hearth',
    12,
    'Pure beeswax, 12 hours',
    'Poured in small batches. Smells of summer before it is lit.',
  ],
  [
    'FH-07',
    'Dish brush',
    'Kitchen',
    9.5,
    'Beech and tampico',
    'A head you can change and a handle you keep. Stands by itself, so it dries.',
  ],
  [
    'FH-08',
    'Bread knife',
    'Kitchen',
    48,
    'Carbon steel, 22 cm',
    'Long teeth for crust and a quiet edge for crumb. Sharpened free for ten years.',
  ],
  [
    'FH-09',
    'Oak board',
    'Kitchen',
    39,
    'Oiled oak, 40 × 25 cm',
    'One plank, one groove, two feet. For bread by day and cheese by night.',
  ],
  [
    'FH-10',
    'Willow basket',
    'Hearth',
    56,
    'White willow, 38 cm',
    'Carries wood, wool or a week of market. Woven wet and dried slowly.',
  ],
  [
    'FH-11',
    'Table lamp',
    'Hearth',
    89,
    'Ash and linen, E14',
    'A small warm circle of light for one chair and one book. Dimmer on the cord.',
  ],
  [
    'FH-12',
    'Corn broom',
    'Kitchen',
    27,
    'Sorghum and ash, 135 cm',
    'Swings with its own weight. Bound with five rows of wire, and good for a decade of kitchens.',
  ],
].map(([id, name, category, price, short, text]) => ({ id, name, category, price, short, text, picture: picture(id) }));

export const CATEGORIES = ['Kitchen', 'Table', 'Hearth'];

export const products = () => PRODUCTS;

/** Undefined where there is none. */
export const productOf = (id) => PRODUCTS.find((product) => product.id === id);

/** By words of name, category and description. */
export function findProducts(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return PRODUCTS.filter(({ name, category, short, text }) => {
    const said = `${name} ${category} ${short} ${text}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}
