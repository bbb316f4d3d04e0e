import { type EventRow, MAX_TEXT } from '@desirepath/schema';
import { CARD, isCard } from './find-cards.ts';
import { SECRET } from './find-secrets.ts';
import { scrubCut } from './scrub-text.ts';
import { isSecretName } from './secret-name.ts';

/** Columns in which shoppers, or pages, leave what was never meant to be kept, and where each may have been cut. */
const TEXTS = [
  ['name', MAX_TEXT],
  ['session_hint', MAX_TEXT],
  ['tab_id', MAX_TEXT],
  ['host', MAX_TEXT],
  ['path', MAX_TEXT],
  ['url', MAX_TEXT],
  ['title', MAX_TEXT],
  ['referrer', MAX_TEXT],
  ['channel', MAX_TEXT],
  ['source', MAX_TEXT],
  ['medium', MAX_TEXT],
  ['campaign', MAX_TEXT],
  ['term', MAX_TEXT],
  ['content', MAX_TEXT],
  ['click_id', MAX_TEXT],
  ['device', 40],
  ['browser', 80],
  ['os', 80],
  ['country', 80],
  ['language', 40],
  ['order_id', 200],
  ['sdk', 80],
] as const;
const LISTS = ['items.id', 'items.name', 'items.brand', 'items.category', 'items.variant'] as const;
const MAX_NAME = 200;

/**
 * A row without e-mail addresses, card numbers and secrets in any of its texts but the ids of the visitor and the person, which a shop
 * chooses; an order id that has one goes as a whole. A row that has none is given back as it is.
 */
export function scrubRow(row: EventRow): EventRow {
  let clean = row;
  for (const [column, limit] of TEXTS) {
    const text = scrubCut(row[column], limit);
    if (text === row[column]) continue;
    if (clean === row) clean = { ...row };
    // Of what is left of it nobody could tell one order from another, and each is counted once.
    clean[column] = column === 'order_id' ? '' : text;
  }
  for (const column of LISTS) {
    const list = scrubList(row[column]);
    if (list === row[column]) continue;
    if (clean === row) clean = { ...row };
    clean[column] = list;
  }
  const properties = scrubProps(row);
  return properties === undefined ? clean : { ...clean, ...properties };
}

function scrubList(list: string[]): string[] {
  let clean = list;
  for (let i = 0; i < list.length; i++) {
    const text = list[i] ?? '';
    const kept = scrubCut(text, MAX_TEXT);
    if (kept === text) continue;
    if (clean === list) clean = [...list];
    clean[i] = kept;
  }
  return clean;
}

type Properties = Pick<EventRow, 'props' | 'nums'>;

/** Undefined where there is nothing to blot out. */
function scrubProps(row: EventRow): Properties | undefined {
  let clean: Properties | undefined;
  const begun = (): Properties => {
    clean ??= {
      props: Object.assign(Object.create(null), row.props),
      nums: Object.assign(Object.create(null), row.nums),
    };
    return clean;
  };
  for (const name in row.props) {
    const value = row.props[name] ?? '';
    const kept = scrubCut(name, MAX_NAME);
    const text = value !== '' && isSecretName(name) ? SECRET : scrubCut(value, MAX_TEXT);
    if (kept === name && text === value) continue;
    const { props } = begun();
    delete props[name];
    props[kept] = text;
  }
  for (const name in row.nums) {
    const value = row.nums[name] ?? 0;
    const kept = scrubCut(name, MAX_NAME);
    const label = isSecretName(name) ? SECRET : isCardNumber(value) ? CARD : undefined;
    if (kept === name && label === undefined) continue;
    const { props, nums } = begun();
    delete nums[name];
    if (label === undefined) nums[kept] = value;
    else props[kept] = label;
  }
  return clean;
}

function isCardNumber(value: number): boolean {
  return value >= 1e12 && Number.isInteger(value) && isCard(String(value));
}
