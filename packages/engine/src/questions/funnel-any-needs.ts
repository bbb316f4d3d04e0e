import type { FunnelStep } from './funnel-steps.ts';
import { PlanError } from './plan-error.ts';

/** Some of the steps' touchpoints together, and how many of them the first k steps take, for k = 1 … N. */
export interface Need {
  codes: readonly number[];
  needed: readonly number[];
}

const MOST_OVERLAPPING = 8;

/** Groups of different steps that share touchpoints, directly or through others. */
function overlapping(classes: readonly FunnelStep[]): FunnelStep[][] {
  const groups: FunnelStep[][] = [];
  for (const step of classes) {
    const touched = groups.filter((group) =>
      group.some(({ codes }) => codes.some((code) => step.codes.includes(code))),
    );
    const joined = [step, ...touched.flat()];
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  return groups;
}

/**
 * When do distinct touchpoints serve the first k steps, in any order? By Hall's theorem: exactly when, for every set of
 * steps, there are at least as many touchpoints that serve one of them. Steps that share nothing need no joint look, so
 * this lists the sets within each group of overlapping steps; for single touchpoints that is one entry each.
 *
 * @throws PlanError where more than eight different steps overlap
 */
export function anyNeeds(steps: readonly FunnelStep[]): Need[] {
  const keys = steps.map(({ codes }) => codes.join());
  const classes = steps.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
  return overlapping(classes).flatMap((group) => {
    if (group.length > MOST_OVERLAPPING) {
      throw new PlanError(
        `${group.length} different steps share touchpoints with one another, and in any order at most ${MOST_OVERLAPPING} may; ask for "ordered", or leave alternatives out.`,
        'steps',
        group.map(({ names }) => names.join(' | ')).join(', '),
      );
    }
    return Array.from({ length: 2 ** group.length - 1 }, (_, i): Need => {
      const chosen = group.filter((_, bit) => ((i + 1) >> bit) & 1);
      const chosenKeys = new Set(chosen.map(({ codes }) => codes.join()));
      let count = 0;
      return {
        codes: [...new Set(chosen.flatMap(({ codes }) => codes))].sort((a, b) => a - b),
        needed: keys.map((key) => {
          if (chosenKeys.has(key)) count += 1;
          return count;
        }),
      };
    });
  });
}
