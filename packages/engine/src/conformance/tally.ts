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

/** An amount in whole ten-thousandths. @param value in major units */
export function scaled(value: number): number {
  return Math.round(value * SCALE);
}

/** Adds orders of one currency. @param amount in whole ten-thousandths */
export function addAmount(tally: Tally, currency: string, orders: number, amount: number): void {
  tally.orders += orders;
  tally.amounts ??= new Map();
  tally.amounts.set(currency, (tally.amounts.get(currency) ?? 0) + amount);
}

/** Adds other journeys. */
export function addTally(sum: Tally, other: Tally): void {
  sum.journeys += other.journeys;
  sum.goals += other.goals;
  sum.orders += other.orders;
  for (const [currency, amount] of other.amounts ?? []) addAmount(sum, currency, 0, amount);
}

/** Value in one currency, major units. */
export function amountIn(tally: Tally, currency: string): number {
  return (tally.amounts?.get(currency) ?? 0) / SCALE;
}

/** Amounts in major units. */
export function amountsOf(tally: Tally): { value: number; currency: string }[] {
  return [...(tally.amounts ?? [])].map(([currency, amount]) => ({ currency, value: amount / SCALE }));
}
