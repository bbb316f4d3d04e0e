import type { Span } from './span.ts';

export const CARD = '[card]';
/** What people, forms and URLs put between the digits of a card. */
const BETWEEN = '[ \\u00a0\\u2009\\u202f+._-]';
/** Digits enough for a card, in groups or not. */
const RUN = new RegExp(`(?<![\\p{L}\\p{N}])\\d(?:${BETWEEN}?\\d){12,}(?![\\p{L}\\p{N}])`, 'gu');
/** How cards are written: in one, by four, or four, six and the rest. */
const WRITTEN = new RegExp(
  `^(?:\\d+|\\d{4}(${BETWEEN})(?:\\d{4}\\1\\d{4}\\1\\d{1,4}(?:\\1\\d{1,3})?|\\d{6}\\1\\d{4,5}))$`,
  'u',
);
/** Groups of blanks and dashes alone may be of any size, unless they are those of a UUID. */
const LOOSE = /^[\d \u00a0\u2009\u202f-]+$/;
const OF_UUID = /^(?:\d{8}-\d{4}-\d{4}|\d{4}-\d{12})$/;
const MOST_DIGITS = 19;

/** Where the first digits of a number say that it is one of a card, by how many it has. Ids of 13 digits are many, cards are old. */
const ISSUERS: Readonly<Record<number, RegExp>> = {
  13: /^4/,
  14: /^3[0689]/,
  15: /^3[47]/,
  16: /^(?:2[2-7]|3[05689]|4|5[0-8]|6)/,
  17: /^(?:5[0-8]|6)/,
  18: /^(?:5[0-8]|6)/,
  19: /^(?:3[05689]|4|5[0-8]|6)/,
};

/** The numbers of payment cards in a text. */
export function findCards(text: string): Span[] {
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index }) =>
    cardsIn(run).map(({ from, to }) => ({ from: index + from, to: index + to, label: CARD })),
  );
}

/** Whether digits are the number of a payment card. */
export function isCard(digits: string): boolean {
  if (ISSUERS[digits.length]?.test(digits) !== true) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const twice = digit * 2;
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/** A run may have a card among other numbers: a quantity before it, a date behind it. */
function cardsIn(run: string): { from: number; to: number }[] {
  const digits = run.replace(/\D/g, '');
  if (LOOSE.test(run) && !OF_UUID.test(run) && isCard(digits)) return [{ from: 0, to: run.length }];
  const groups = [...run.matchAll(/\d+/g)].map(({ 0: group, index }) => ({ group, from: index }));
  const cards: { from: number; to: number }[] = [];
  for (let first = 0; first < groups.length; first++) {
    const from = groups[first]?.from ?? 0;
    const found = endOfCard(run, from, groups.slice(first, first + MOST_GROUPS));
    if (found === undefined) continue;
    cards.push({ from, to: found.to });
    first += found.groups - 1;
  }
  return cards;
}

const MOST_GROUPS = 5;

function endOfCard(run: string, from: number, groups: readonly { group: string; from: number }[]) {
  let digits = '';
  for (const [i, one] of groups.entries()) {
    digits += one.group;
    if (digits.length > MOST_DIGITS) return undefined;
    const to = one.from + one.group.length;
    if (isCard(digits) && WRITTEN.test(run.slice(from, to))) return { to, groups: i + 1 };
  }
  return undefined;
}
