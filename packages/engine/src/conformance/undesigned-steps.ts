import type { CountedVariants } from './measure.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';

/** A step from one touchpoint right to another that no run of the designed process has. */
export interface UndesignedStep {
  from: number;
  to: number;
  /** Journeys that took it. */
  tally: Tally;
  /** Journeys that went on from `from` as designed, and never to `to`. */
  against: Tally;
}

/**
 * Steps that journeys took on their way to the goal and the map does not have. What comes after the goal is left aside:
 * whether it leads there is no question any more.
 * @param designed for each symbol, those that may come right after it
 * @param isGoal whether a symbol is the goal
 */
export function undesignedSteps(
  counted: CountedVariants,
  designed: ReadonlyMap<number, ReadonlySet<number>>,
  isGoal: (symbol: number) => boolean,
): UndesignedStep[] {
  const { variants, over, open } = counted;
  const isDesigned = table(designed);
  const steps: (UndesignedStep & { met: number })[][] = [];
  const asDesigned: Tally[] = [];
  /** By symbol, the last variant that went on from it as designed. */
  const followed: number[] = [];

  variants.forEach((variant, i) => {
    const add = (sum: Tally, times: 1 | -1): void => {
      over.addTo(sum, i, times);
      open.addTo(sum, i, times);
    };
    let length = 0;
    while (length < variant.length && !isGoal(variant.charCodeAt(length))) length += 1;
    // To the goal, but not on from it.
    const last = Math.min(length, variant.length - 1);
    for (let at = 0; at < last; at++) {
      const from = variant.charCodeAt(at);
      if (followed[from] === i || isDesigned[from]?.[variant.charCodeAt(at + 1)] !== 1) continue;
      followed[from] = i;
      asDesigned[from] ??= emptyTally();
      add(asDesigned[from], 1);
    }
    for (let at = 0; at < last; at++) {
      const from = variant.charCodeAt(at);
      const to = variant.charCodeAt(at + 1);
      if (isDesigned[from]?.[to] === 1) continue;
      steps[from] ??= [];
      let step = steps[from][to];
      if (step === undefined) {
        step = { from, to, tally: emptyTally(), against: emptyTally(), met: -1 };
        steps[from][to] = step;
      }
      if (step.met === i) continue;
      step.met = i;
      add(step.tally, 1);
      if (followed[from] === i) add(step.against, -1);
    }
  });
  return Object.values(steps).flatMap((row) =>
    Object.values(row).map(({ from, to, tally, against }) => {
      if (asDesigned[from] !== undefined) addTally(against, asDesigned[from]);
      return { from, to, tally, against };
    }),
  );
}

/** By symbol and symbol, 1 where the second may come right after the first: asked for at every touchpoint. */
function table(designed: ReadonlyMap<number, ReadonlySet<number>>): Uint8Array[] {
  const rows: Uint8Array[] = [];
  for (const [from, followers] of designed) {
    const row = new Uint8Array(1 + Math.max(0, ...followers));
    for (const to of followers) row[to] = 1;
    rows[from] = row;
  }
  return rows;
}
