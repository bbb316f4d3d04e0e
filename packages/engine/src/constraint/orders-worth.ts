import type { Money } from '@desirepath/schema';
import { moneySum } from '../questions/money-sum.ts';
import type { ChainSegment } from './chain-counts.ts';

/**
 * What orders are worth, each at what one of its segment is worth on the average: every currency for itself, in hundredths.
 * @param orders by segment; less than none where they are lost
 */
export function ordersWorth(
  orders: ArrayLike<number>,
  segments: readonly Pick<ChainSegment, 'orderValues'>[],
  currency: string,
): Money {
  const sums = new Map<string, number>();
  for (const [index, { orderValues }] of segments.entries()) {
    for (const [of, value] of orderValues) sums.set(of, (sums.get(of) ?? 0) + (orders[index] ?? 0) * value);
  }
  const amounts = [...sums].map(([of, sum]) => ({ currency: of, value: Math.round(sum * 100) / 100 }));
  return moneySum(amounts, currency);
}
