import type { Money } from '@desirepath/schema';

/** Decimals of the stored amounts. */
const SCALE = 10_000;

/** Adds amounts by currency: those in the reporting currency, and the others each for itself, largest first. */
export function moneySum(amounts: readonly { value: number; currency: string }[], currency: string): Money {
  const sums = new Map<string, number>();
  // In whole ten-thousandths, so that 0.1 + 0.2 is 0.3.
  for (const { value, currency: of } of amounts) sums.set(of, (sums.get(of) ?? 0) + Math.round(value * SCALE));
  const other = [...sums]
    .filter(([of, sum]) => of !== currency && sum !== 0)
    .map(([of, sum]) => ({ currency: of, amount: sum / SCALE }))
    .sort((a, b) => b.amount - a.amount);
  return { currency, amount: (sums.get(currency) ?? 0) / SCALE, other };
}
