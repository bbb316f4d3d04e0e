import { addAmount, emptyTally, scaled, type Tally } from './tally.ts';

/**
 * Journeys of many variants and what came of them: what stands at `i` is of variant i. In typed arrays, since by the million
 * objects cost more than aligning does.
 */
export class VariantTallies {
  readonly #journeys: Float64Array;
  readonly #goals: Float64Array;
  /** The newest entry of a variant's orders, from 1; 0 where there is none. Each names the one before it. */
  readonly #newest: Int32Array;
  readonly #before: number[] = [];
  readonly #orders: number[] = [];
  readonly #amounts: number[] = [];
  readonly #currencies: string[] = [];

  /** @param size how many variants there are */
  constructor(size: number) {
    this.#journeys = new Float64Array(size);
    this.#goals = new Float64Array(size);
    this.#newest = new Int32Array(size);
  }

  add(i: number, journeys: number, goals: number): void {
    this.#journeys[i] = this.journeys(i) + journeys;
    this.#goals[i] = (this.#goals[i] ?? 0) + goals;
  }

  /** Adds orders of one currency. @param value in major units */
  addOrders(i: number, currency: string, orders: number, value: number): void {
    this.#before.push(this.#newest[i] ?? 0);
    this.#orders.push(orders);
    this.#amounts.push(scaled(value));
    this.#currencies.push(currency);
    this.#newest[i] = this.#before.length;
  }

  /** Journeys of a variant, 0 where there are none. */
  journeys(i: number): number {
    return this.#journeys[i] ?? 0;
  }

  /** Adds a variant's journeys to a sum, `times` of them (-1 takes them away). */
  addTo(sum: Tally, i: number, times: 1 | -1 = 1): void {
    sum.journeys += times * this.journeys(i);
    sum.goals += times * (this.#goals[i] ?? 0);
    for (let entry = this.#newest[i] ?? 0; entry > 0; entry = this.#before[entry - 1] ?? 0) {
      addAmount(
        sum,
        this.#currencies[entry - 1] ?? '',
        times * (this.#orders[entry - 1] ?? 0),
        times * (this.#amounts[entry - 1] ?? 0),
      );
    }
  }

  /** A variant's journeys. */
  tally(i: number): Tally {
    const tally = emptyTally();
    this.addTo(tally, i);
    return tally;
  }
}
