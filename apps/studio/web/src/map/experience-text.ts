import type { StageRow } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';

/** What kinds of trouble are called. */
const NAMES: Record<string, string> = {
  error: 'Errors',
  rage_click: 'Rage clicks',
  dead_click: 'Dead clicks',
  form_abandon: 'Abandoned forms',
  coupon_failed: 'Failed coupons',
  payment_failed: 'Failed payments',
  empty_search: 'Empty searches',
  poor_lcp: 'Slow loading (LCP)',
  poor_inp: 'Slow response (INP)',
  poor_cls: 'Jumping layout (CLS)',
  back_and_forth: 'Back and forth',
};

/** `97 (96 – 98)`; null where it is not known. */
export function experienceText({ experience }: StageRow, formats: Formats): string | null {
  if (experience === null || experience.index === null || experience.interval === null) return null;
  return `${formats.figure(experience.index)} (${formats.figureInterval(experience.interval)})`;
}

/** `Failed payments, 41 of 1 034`; null where none was met. */
export function troubleText({ entered, experience }: StageRow, formats: Formats): string | null {
  const most = experience?.signals[0];
  if (most === undefined) return null;
  return `${NAMES[most.signal] ?? most.signal}, ${formats.count(most.journeys)} of ${formats.count(entered)}`;
}
