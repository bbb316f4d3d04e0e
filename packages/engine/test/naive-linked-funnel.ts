import type { Touch } from './naive-funnel.ts';

/** A step as the naive reference reads it: codes of which any will do, and its conditions. */
export interface NaiveStep {
  codes: number[];
  optional: boolean;
  times: number;
  within: number;
  without: number[];
}

/** One touchpoint of a chain: its place, and the step and repetition that it serves. */
interface Served {
  place: number;
  step: number;
  nth: number;
}

/** Every chain that keeps to the conditions, written out one by one. */
function allChains(all: readonly Touch[], steps: readonly NaiveStep[], strict: boolean, window: number): Served[][] {
  const found: Served[][] = [];
  const go = (chain: Served[]): void => {
    const last = chain.at(-1);
    const first = all[chain[0]?.place ?? 0];
    for (let place = (last?.place ?? -1) + 1; place < all.length; place++) {
      if (strict && last !== undefined && place > last.place + 1) return;
      const touch = all[place];
      const before = last === undefined ? undefined : all[last.place];
      if (touch === undefined) return;
      for (const next of following(last, steps)) {
        const step = steps[next.step];
        if (step === undefined || !step.codes.includes(touch.code)) continue;
        if (before !== undefined && last !== undefined) {
          if (touch.time - before.time > step.within || touch.time - (first?.time ?? 0) > window) continue;
          if (all.slice(last.place + 1, place).some(({ code }) => step.without.includes(code))) continue;
        }
        const longer = [...chain, { place, ...next }];
        found.push(longer);
        go(longer);
      }
    }
  };
  go([]);
  return found;
}

/** What may come next: the next repetition, or the next step, or one after those that may be left out. */
function following(last: Served | undefined, steps: readonly NaiveStep[]): { step: number; nth: number }[] {
  if (last === undefined) return [{ step: 0, nth: 1 }];
  if (last.nth < (steps[last.step]?.times ?? 1)) return [{ step: last.step, nth: last.nth + 1 }];
  const next: { step: number; nth: number }[] = [];
  for (let step = last.step + 1; step < steps.length; step++) {
    next.push({ step, nth: 1 });
    if (!steps[step]?.optional) break;
  }
  return next;
}

/** When each step was reached in the chain that gets furthest, first, from the latest beginning; null where it was not. */
export function naiveLinkedTimes(
  all: readonly Touch[],
  steps: readonly NaiveStep[],
  strict: boolean,
  window = Number.POSITIVE_INFINITY,
): (number | null)[] {
  const depth = ({ step, nth }: Served): number =>
    steps.slice(0, step).reduce((sum, { times }) => sum + times, 0) + nth;
  // Compared from left to right, the greatest is the one.
  const rank = (chain: Served[]): number[] => {
    const last = chain.at(-1) as Served;
    const start = all[chain[0]?.place ?? 0]?.time ?? 0;
    return [
      depth(last),
      -last.place,
      start,
      ...chain
        .slice(0, -1)
        .reverse()
        .flatMap((served) => [served.place, depth(served)]),
    ];
  };
  let best: { chain: Served[]; rank: number[] } | undefined;
  for (const chain of allChains(all, steps, strict, window)) {
    const own = rank(chain);
    const at = own.findIndex((value, i) => value !== best?.rank[i]);
    if (best === undefined || (at >= 0 && (own[at] ?? 0) > (best.rank[at] ?? Number.NEGATIVE_INFINITY)))
      best = { chain, rank: own };
  }
  return steps.map(({ times }, step) => {
    const served = best?.chain.find((one) => one.step === step && one.nth === times);
    return served === undefined ? null : (all[served.place]?.time ?? null);
  });
}

/** A touchpoint for each of the wanted steps, as often as it takes, all different; by letting earlier ones make room. */
function fits(wanted: readonly number[], may: (step: number, place: number) => boolean, places: number): boolean {
  const holder: (number | undefined)[] = Array.from({ length: places }, () => undefined);
  const find = (index: number, tried: Set<number>): boolean =>
    holder.some((other, place) => {
      if (tried.has(place) || !may(wanted[index] ?? -1, place)) return false;
      tried.add(place);
      if (other !== undefined && !find(other, tried)) return false;
      holder[place] = index;
      return true;
    });
  return wanted.every((_, index) => find(index, new Set()));
}

/**
 * When each step was reached in whatever order, by trying every beginning and every matching of touchpoints with steps;
 * null where it was not.
 */
export function naiveAnyTimes(
  all: readonly Touch[],
  steps: readonly NaiveStep[],
  window = Number.POSITIVE_INFINITY,
): (number | null)[] {
  let best: { reach: number; times: (number | null)[] } = { reach: 0, times: steps.map(() => null) };
  all.forEach((start, begin) => {
    if (!steps.some(({ codes }) => codes.includes(start.code))) return;
    const may = (until: number) => (index: number, place: number) => {
      const [step, touch] = [steps[index], all[place]];
      if (step === undefined || touch === undefined || place < begin || place > until) return false;
      if (!step.codes.includes(touch.code) || touch.time - start.time > Math.min(window, step.within)) return false;
      return !all.slice(begin + 1, place).some(({ code }) => step.without.includes(code));
    };
    const copies = (chosen: readonly number[]) => chosen.flatMap((k) => Array<number>(steps[k]?.times ?? 0).fill(k));
    const served = (chosen: readonly number[], until = all.length) => fits(copies(chosen), may(until), all.length);
    const required = steps.flatMap(({ optional }, k) => (optional ? [] : [k]));
    const missing = required.find((_, i) => !served(required.slice(0, i + 1)));
    const reach = missing ?? steps.length;
    if (reach <= best.reach) return;
    let chosen = required.filter((k) => k < reach);
    for (let k = 0; k < reach; k++) {
      if (steps[k]?.optional && served([...chosen, k])) chosen = [...chosen, k].sort((a, b) => a - b);
    }
    const times = steps.map((_, k) => {
      if (!chosen.includes(k)) return null;
      const place = all.findIndex((_touch, until) =>
        served(
          chosen.filter((one) => one <= k),
          until,
        ),
      );
      return all[place]?.time ?? null;
    });
    best = { reach, times };
  });
  return best.times;
}
