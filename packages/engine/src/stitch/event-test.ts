import type { Params } from '../questions/params.ts';

/** What an event must be by one of its properties: everything that is given must hold. */
export interface EventTest {
  /** A column, `props.<name>` (texts and numbers alike) or `items.<column>` (any item will do). */
  key: string;
  /** One of them must match; `*` stands for any characters. None: nothing is asked. */
  patterns: readonly string[];
  /** A number in the range, ends included; what is no number is in no range. */
  range?: { min?: number; max?: number };
  /** Exactly one of these; exactly none of these, of no item. */
  is?: readonly string[];
  not?: readonly string[];
  contains?: string;
  /** Whether there is a value that is not empty. */
  exists?: boolean;
}

const TEXTS = [
  'path',
  'host',
  'channel',
  'source',
  'medium',
  'campaign',
  'device',
  'term',
  'content',
  'country',
  'browser',
  'os',
  'language',
  'title',
  'url',
  'referrer',
  'currency',
  'order_id',
] as const;
const NUMBERS = ['value'] as const;

/** Columns of `events` that a test may look at, beside properties and items. */
export const EVENT_COLUMNS: ReadonlySet<string> = new Set([...TEXTS, ...NUMBERS]);
/** Columns of an event's items, as `items.<name>`. */
const ITEM_COLUMNS: ReadonlySet<string> = new Set([
  'items.id',
  'items.name',
  'items.brand',
  'items.category',
  'items.variant',
  'items.price',
  'items.quantity',
]);

/** Whether events have what a key names. */
export function isEventKey(key: string): boolean {
  return EVENT_COLUMNS.has(key) || ITEM_COLUMNS.has(key) || /^props\..+$/s.test(key);
}

/** SQL of a value: as a text, as a number (null where it is none), and of whether it is there. */
interface ValueTexts {
  text: string;
  number: string;
  present: string;
}

const NUMERIC: ReadonlySet<string> = new Set([...NUMBERS, 'items.price', 'items.quantity']);

/** SQL of a column's value, or of one item's where `value` names it. */
function columnTexts(key: string, value = key): ValueTexts {
  if (!NUMERIC.has(key)) return { text: value, number: `toFloat64OrNull(${value})`, present: '1' };
  // A column of numbers has 0 where nothing was sent. Only a currency tells that an event's value of 0 was meant.
  const present = key === 'value' ? `(value != 0 OR currency != '')` : `${value} != 0`;
  return { text: `toString(${value})`, number: `toFloat64(${value})`, present };
}

/** SQL of a property's value. Numbers are kept apart from texts; a test sees them as JSON writes them. */
function propertyTexts(name: string): ValueTexts {
  const inTexts = `mapContains(props, ${name})`;
  return {
    text: `if(${inTexts}, props[${name}], toString(nums[${name}]))`,
    number: `if(${inTexts}, toFloat64OrNull(props[${name}]), nums[${name}])`,
    present: `(${inTexts} OR mapContains(nums, ${name}))`,
  };
}

function wantedTests(test: EventTest, { text, number }: ValueTexts, id: string, params: Params): string[] {
  const tests: string[] = [];
  const exact = test.patterns.filter((pattern) => !pattern.includes('*'));
  const wild = test.patterns.filter((pattern) => pattern.includes('*'));
  if (test.patterns.length > 0) {
    const likes = wild.map((pattern, at) => {
      const like = pattern.replace(/[\\%_]/g, '\\$&').replace(/\*+/g, '%');
      return `${text} LIKE ${params.add(`${id}_like_${at}`, 'String', like)}`;
    });
    if (exact.length > 0) likes.push(`has(${params.add(`${id}_is`, 'Array(String)', exact)}, ${text})`);
    tests.push(`(${likes.join(' OR ')})`);
  }
  const { range, is, contains, exists } = test;
  if (range?.min !== undefined) {
    tests.push(`ifNull(${number} >= ${params.add(`${id}_min`, 'Float64', range.min)}, 0)`);
  }
  if (range?.max !== undefined) {
    tests.push(`ifNull(${number} <= ${params.add(`${id}_max`, 'Float64', range.max)}, 0)`);
  }
  if (is !== undefined) tests.push(`has(${params.add(`${id}_exactly`, 'Array(String)', is)}, ${text})`);
  if (contains !== undefined) tests.push(`position(${text}, ${params.add(`${id}_contains`, 'String', contains)}) > 0`);
  if (exists === true) tests.push(`${text} != ''`);
  return tests;
}

function unwantedTests({ not, exists }: EventTest, { text }: ValueTexts, id: string, params: Params): string[] {
  return [
    ...(not === undefined ? [] : [`has(${params.add(`${id}_not`, 'Array(String)', not)}, ${text})`]),
    ...(exists === false ? [`${text} != ''`] : []),
  ];
}

/**
 * SQL of a test over the columns of `events`.
 * @param id begins the names of its parameters
 * @throws RangeError for a key that events do not have
 */
export function eventTestText(test: EventTest, id: string, params: Params): string {
  const { key } = test;
  if (!isEventKey(key)) {
    throw new RangeError(
      `Events have no "${key}"; a condition may name ${[...EVENT_COLUMNS].join(', ')}, items.<column> or props.<name>.`,
    );
  }
  const inItems = ITEM_COLUMNS.has(key);
  const texts = inItems
    ? columnTexts(key, 'item')
    : EVENT_COLUMNS.has(key)
      ? columnTexts(key)
      : propertyTexts(params.add(`${id}_key`, 'String', key.slice('props.'.length)));
  const holds = (tests: readonly string[]): string => {
    const all = [...(texts.present === '1' ? [] : [texts.present]), ...tests].join(' AND ');
    return inItems ? `arrayExists(item -> ${all}, ${key})` : all;
  };
  const wanted = wantedTests(test, texts, id, params);
  return [
    ...(wanted.length === 0 ? [] : [holds(wanted)]),
    ...unwantedTests(test, texts, id, params).map((one) => `NOT (${holds([one])})`),
  ].join(' AND ');
}

/**
 * SQL of the values that an event has for a key, as an Array(String) without empty ones: several for a column of items.
 * @throws RangeError for a key that events do not have
 */
export function eventValuesText(key: string, id: string, params: Params): string {
  if (!isEventKey(key)) throw new RangeError(`Events have no "${key}".`);
  if (ITEM_COLUMNS.has(key)) {
    return `arrayDistinct(arrayFilter(item -> item != '', arrayMap(item -> toString(item), ${key})))`;
  }
  const { text, present } = EVENT_COLUMNS.has(key)
    ? columnTexts(key)
    : propertyTexts(params.add(`${id}_key`, 'String', key.slice('props.'.length)));
  return `arrayFilter(told -> told != '', [if(${present}, ${text}, '')])`;
}
