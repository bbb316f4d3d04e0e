import type { Money } from '@desirepath/schema';
import { amountsOf, type Tally } from '../conformance/tally.ts';
import { moneySum } from './money-sum.ts';

/** Conversion of journeys; null where there are none. */
export function conversionOf({ journeys, goals }: Pick<Tally, 'journeys' | 'goals'>): number | null {
  return journeys === 0 ? null : goals / journeys;
}

/** Value of journeys in the reporting currency, others beside it. */
export function moneyOf(tally: Tally, currency: string): Money {
  return moneySum(amountsOf(tally), currency);
}
