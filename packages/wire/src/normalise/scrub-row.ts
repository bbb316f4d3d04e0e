import type { EventRow } from '@desirepath/schema';
import { remembering } from './remembering.ts';
import { CARD, isCard, isSecretName, SECRET, scrubText } from './scrub-text.ts';

/** Columns in which shoppers, or pages, leave what was never meant to be kept. Ids are not among them: a shop chooses those. */
const TEXTS = ['url', 'path', 'title', 'referrer', 'source', 'medium', 'campaign', 'term', 'content'] as const;

/**
 * A row without e-mail addresses, card numbers and secrets in its URLs, its texts and its properties. A row that has none is given
 * back as it is.
 */
export function scrubRow(row: EventRow): EventRow {
  let clean = row;
  for (const column of TEXTS) {
    const text = scrubText(row[column]);
    if (text === row[column]) continue;
    if (clean === row) clean = { ...row };
    clean[column] = text;
  }
  return isSuspect(row) ? { ...clean, ...scrubProps(row) } : clean;
}

function scrubProps(row: EventRow): Pick<EventRow, 'props' | 'nums'> {
  const props: Record<string, string> = Object.create(null);
  const nums: Record<string, number> = Object.create(null);
  for (const [name, value] of Object.entries(row.props)) {
    props[scrubText(name)] = isSecretName(name) && value !== '' ? SECRET : scrubText(value);
  }
  for (const [name, value] of Object.entries(row.nums)) {
    if (isSecretName(name)) props[scrubText(name)] = SECRET;
    else if (isCardNumber(value)) props[scrubText(name)] = CARD;
    else nums[scrubText(name)] = value;
  }
  return { props, nums };
}

function isSuspect({ props, nums }: EventRow): boolean {
  for (const name in props) {
    const value = props[name] ?? '';
    if (isSuspectName(name) || scrubText(value) !== value) return true;
  }
  for (const name in nums) if (isSuspectName(name) || isCardNumber(nums[name] ?? 0)) return true;
  return false;
}

const isSuspectName = remembering((name: string): boolean => isSecretName(name) || scrubText(name) !== name);

function isCardNumber(value: number): boolean {
  return value >= 1e12 && Number.isInteger(value) && isCard(String(value));
}
