/** Journeys and what came of them. */
export interface Tally {
  journeys: number;
  /** Those that reached the goal. */
  goals: number;
  orders: number;
  /** Value of the orders by currency, in whole ten-thousandths; undefined until there is one. */
  amounts: Map<string, number> | undefined;
}

/** Decimals of the stored amounts. */
const SCALE = 10_000;

/** No journeys. */
export function emptyTally(): Tally {
  return { journeys: 0, goals: 0, orders: 0, amounts: undefined };
}

/** Adds orders of one currency. @param value in major units */
export function addOrders(tally: Tally, currency: string, orders: number, value: number): void {
  tally.orders += orders;
  tally.amounts ??= new Map();
  tally.amounts.set(currency, (tally.amounts.get(currency) ?? 0) + Math.round(value * SCALE));
}

/** Adds other journeys, `times` of them (-1 takes them away). */
export function addTally(sum: Tally, other: Tally, times: 1 | -1 = 1): void {
  sum.journeys += times * other.journeys;
  sum.goals += times * other.goals;
  sum.orders += times * other.orders;
  if (other.amounts === undefined) return;
  sum.amounts ??= new Map();
  for (const [currency, amount] of other.amounts) {
    sum.amounts.set(currency, (sum.amounts.get(currency) ?? 0) + times * amount);
  }
}

/** Value in one currency, major units. */
export function amountIn(tally: Tally, currency: string): number {
  return (tally.amounts?.get(currency) ?? 0) / SCALE;
}

/** Amounts in major units. */
export function amountsOf(tally: Tally): { value: number; currency: string }[] {
  return [...(tally.amounts ?? [])].map(([currency, amount]) => ({ currency, value: amount / SCALE }));
}
