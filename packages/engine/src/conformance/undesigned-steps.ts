import type { CountedVariants } from './measure.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';

/** A step from one touchpoint right to another that no run of the designed process has. */
export interface UndesignedStep {
  from: number;
  to: number;
  /** Journeys that took it. */
  tally: Tally;
  /** Journeys that went on from `from` as designed, and only so. */
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
  const steps: (UndesignedStep & { met: number })[][] = [];
  const asDesigned: (Tally | undefined)[] = [];
  /** By symbol, the last variant that left it in a way that is not designed, and as designed. */
  const strayed: number[] = [];
  const followed: number[] = [];

  variants.forEach((variant, i) => {
    const tallies = [over[i], open[i]];
    const add = (sum: Tally): void => {
      for (const tally of tallies) if (tally !== undefined) addTally(sum, tally);
    };
    let length = variant.length;
    for (let at = 0; at < length - 1; at++) {
      const from = variant.charCodeAt(at);
      if (isGoal(from)) {
        length = at + 1;
        break;
      }
      const to = variant.charCodeAt(at + 1);
      if (designed.get(from)?.has(to)) continue;
      strayed[from] = i;
      steps[from] ??= [];
      let step = steps[from][to];
      if (step === undefined) {
        step = { from, to, tally: emptyTally(), against: emptyTally(), met: -1 };
        steps[from][to] = step;
      }
      if (step.met !== i) add(step.tally);
      step.met = i;
    }
    for (let at = 0; at < length - 1; at++) {
      const from = variant.charCodeAt(at);
      if (strayed[from] === i || followed[from] === i) continue;
      followed[from] = i;
      asDesigned[from] ??= emptyTally();
      add(asDesigned[from]);
    }
  });
  return Object.values(steps).flatMap((row) =>
    Object.values(row).map(({ from, to, tally }) => ({ from, to, tally, against: asDesigned[from] ?? emptyTally() })),
  );
}
