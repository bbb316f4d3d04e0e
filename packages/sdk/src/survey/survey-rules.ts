import type { Survey } from './survey.ts';

/** A pointer that leaves the window at its upper edge, where tabs and address are: no event has this name. */
export const TURN = '';

/**
 * Until when something holds, ms, by its name: a survey's own name while it is not asked again, `''` while no survey is
 * asked at all, and its name with the tab (`exit@ab12`) while the shopper is on the way through the checkout.
 */
export type Holds = Record<string, number>;

const DAY = 86_400_000;
/** A checkout that nothing was heard of for so long is over: the gap between sessions. */
const CHECKOUT = 1_800_000;
const REST_DAYS = 90;

/**
 * What an event means to a survey: due now (true), due no more (false), or neither.
 *
 * - `after`: due when one of the events happens on one of the paths.
 * - `leaving`: due when, after a page of the checkout, a page outside of it is seen, or the pointer turns away from the
 *   checkout; due no more once the order is there or the shopper is back in the checkout.
 * @param event its name, or {@link TURN}
 * @param path of the page it happened on
 * @param tab where it happened
 * @param holds is changed: whether the shopper is on the way through the checkout
 * @param now ms
 */
export function dueAt(
  { name, after, leaving, path: on = '*', unless = 'purchase' }: Survey,
  event: string,
  path: string,
  tab: string,
  holds: Holds,
  now: number,
): boolean | undefined {
  if (after) return (has(after, event) && fits(on, path)) || undefined;
  const way = `${name}@${tab}`;
  const isInside = fits(leaving as string, path);
  const isOnTheWay = (holds[way] as number) > now;
  if (has(unless, event)) holds[way] = 0;
  else if (event === TURN) return (isInside && isOnTheWay) || undefined;
  else if (event !== 'page_view') return;
  else if (!isInside) return isOnTheWay;
  else holds[way] = now + CHECKOUT;
  return false;
}

/**
 * Whether a survey that is due is asked: it rests no more, and the dice agree.
 * @param holds is changed: who is not drawn is not drawn for again within a day, or one in n would be asked sooner or
 *   later in each visit
 * @param random 0 (included) to 1
 */
export function isDrawn(survey: Survey, holds: Holds, now: number, random: number): boolean {
  if (isResting(survey, holds, now)) return false;
  const drawn = random * (survey.one_in ?? 1) < 1;
  if (!drawn) holds[survey.name] = now + DAY;
  return drawn;
}

/** Whether this survey, or any at all, is not to be asked now: nobody is asked twice in a day. */
export function isResting({ name }: Survey, holds: Holds, now: number): boolean {
  // What was never noted is above no number.
  return (holds[name] as number) > now || (holds[''] as number) > now;
}

/** Notes in `holds` that a survey was shown. */
export function noteShown({ name, rest_days = REST_DAYS }: Survey, tab: string, holds: Holds, now: number): void {
  holds[name] = now + rest_days * DAY;
  holds[''] = now + DAY;
  holds[`${name}@${tab}`] = 0;
}

function has(words: string | readonly string[], word: string): boolean {
  return [words].flat().includes(word);
}

/** Whether a path is one of the patterns, in which `*` stands for any characters. */
function fits(patterns: string | readonly string[], path: string): boolean {
  return [patterns]
    .flat()
    .some((pattern) => new RegExp(`^${pattern.replace(/[^*\w]/g, '\\$&').replaceAll('*', '.*')}$`).test(path));
}
