/** A chain at one time. */
export interface ChainState {
  /** By segment. */
  entrants: readonly number[];
  /** By step, then by segment; null where nobody came to the step, so that its conversion is not known. */
  conversions: readonly (readonly (number | null)[])[];
}

/** A change of throughput, taken apart. entrants + mix + the steps = total. */
export interface ChainChange {
  total: number;
  entrants: number;
  mix: number;
  steps: number[];
}

/**
 * Takes the change of a chain's throughput apart into how many entered, what the mix of segments was, and the conversion
 * of each step: the additive logarithmic mean Divisia index (LMDI-I; Ang 2004), which leaves nothing over and does not
 * depend on an order of the factors.
 *
 * Zeros get the limits of the index as the zero is approached: a segment that vanished or appeared is explained by the
 * factors that are zero at one end, in equal parts where there are several. What is not known at one end is taken to have
 * been the same there.
 */
export function lmdi(before: ChainState, now: ChainState): ChainChange {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const [allBefore, allNow] = [sum(before.entrants), sum(now.entrants)];
  const steps = now.conversions.map(() => 0);
  const change: ChainChange = { total: 0, entrants: 0, mix: 0, steps };
  for (const segment of now.entrants.keys()) {
    const shareNow = allNow === 0 ? null : (now.entrants[segment] ?? 0) / allNow;
    const shareBefore = allBefore === 0 ? null : (before.entrants[segment] ?? 0) / allBefore;
    const factors = [
      [allBefore, allNow],
      known(shareBefore, shareNow),
      ...now.conversions.map((step, k) => known(before.conversions[k]?.[segment] ?? null, step[segment] ?? null)),
    ] as const;
    const parts = contributions(factors);
    change.entrants += parts[0] ?? 0;
    change.mix += parts[1] ?? 0;
    for (const k of steps.keys()) steps[k] = (steps[k] ?? 0) + (parts[k + 2] ?? 0);
    change.total += product(factors, 1) - product(factors, 0);
  }
  return change;
}

type Factor = readonly [before: number, now: number];

function known(before: number | null, now: number | null): Factor {
  return [before ?? now ?? 0, now ?? before ?? 0];
}

function product(factors: readonly Factor[], at: 0 | 1): number {
  return factors.reduce((result, factor) => result * factor[at], 1);
}

/** What each factor adds to the change of their product. */
function contributions(factors: readonly Factor[]): number[] {
  const [before, now] = [product(factors, 0), product(factors, 1)];
  if (before === 0 || now === 0) {
    // Where both are nothing, nothing has changed.
    const at = before === 0 ? 0 : 1;
    const zeros = factors.filter((factor) => factor[at] === 0).length;
    return factors.map((factor) => (factor[at] === 0 && now !== before ? (now - before) / zeros : 0));
  }
  const logs = factors.map(([a, b]) => Math.log(b / a));
  const growth = logs.reduce((sum, log) => sum + log, 0);
  // The logarithmic mean of the two ends; it approaches the plain one as they meet.
  const mean = Math.abs(growth) < 1e-9 ? (before + now) / 2 : (now - before) / growth;
  return logs.map((log) => mean * log);
}
