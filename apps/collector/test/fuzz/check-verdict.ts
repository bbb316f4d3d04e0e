import type { ParsedEvent } from '@desirepath/schema';

const WELL = /^[^\0\p{Surrogate}]*$/u;
const DECIMAL = /^-?\d{1,14}\.\d{4}$/;
const WEEK = 7 * 86_400_000;
const HOUR = 3_600_000;

/** What is wrong with a verdict, in one sentence; undefined: nothing. */
export function checkVerdict(event: ParsedEvent, site: string, received: number): string | undefined {
  if (event.verdict === 'bot') return 'It counts as a bot, and was none.';
  if (event.verdict === 'rejected') {
    const { rejection, raw } = event;
    if (rejection.reason === 'unreadable') return `It could not be read: ${rejection.detail}`;
    if (raw.length > 8192) return `Its raw text has ${raw.length} characters.`;
    return WELL.test(raw) && WELL.test(rejection.detail) ? undefined : 'Its reject is no clean text.';
  }
  const { row } = event;
  if (row.site !== site) return `It is of the site ${row.site}.`;
  if (row.name === '' || row.visitor_id === '') return 'It has no name or no visitor.';
  if (row.time < received - WEEK || row.time > received + HOUR) return `Its time is ${row.time}.`;
  for (const value of Object.values(row)) {
    if (typeof value === 'string' && !WELL.test(value)) return 'One of its texts is not clean.';
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return `One of its numbers is ${value}.`;
  }
  for (const [name, value] of Object.entries(row.props)) {
    if (!WELL.test(name) || !WELL.test(value)) return 'One of its properties is not clean.';
  }
  for (const [name, value] of Object.entries(row.nums)) {
    if (!WELL.test(name) || !Number.isFinite(value)) return 'One of its figures is not clean.';
  }
  return [row.value, ...row['items.price']].every((money) => DECIMAL.test(money)) ? undefined : 'Its money is none.';
}
