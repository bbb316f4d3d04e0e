import type { FunnelStep } from './funnel-steps.ts';
import { PlanError } from './plan-error.ts';

/** Some different steps that share touchpoints, as places in {@link AnyNeeds.classes}. */
export type NeedSet = readonly number[];

/** What has to be there so that distinct touchpoints serve the steps, in any order. */
export interface AnyNeeds {
  /** The different steps: those that are the same in their touchpoints and conditions are one. */
  classes: readonly FunnelStep[];
  /** The class of each step. */
  classOf: readonly number[];
  /** Sets of classes for each of which there must be as many touchpoints as its steps take. */
  sets: readonly NeedSet[];
}

/** Most sets that are looked at. Twelve different steps that all share a touchpoint make as many. */
const MOST_SETS = 4096;

/**
 * When do distinct touchpoints serve the first k steps, in any order? By Hall's theorem: exactly when, for every set of
 * steps, there are at least as many touchpoints that serve one of them. Equal steps need to be looked at only together,
 * and a set that falls apart into steps that share nothing only in its parts; so this lists the connected sets of the
 * different steps. For single touchpoints that is one entry each.
 *
 * @throws PlanError where there are more than {@link MOST_SETS}
 */
export function anyNeeds(steps: readonly FunnelStep[]): AnyNeeds {
  const keys = steps.map(({ codes, withinMs, without }) => [codes.join(), withinMs, without.join()].join(' '));
  const classes = steps.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
  const distinct = [...new Set(keys)];
  const near = classes.map(({ codes }) =>
    classes.flatMap((other, i) => (other.codes.some((code) => codes.includes(code)) ? [i] : [])),
  );
  const sets = new Map<string, NeedSet>();
  const grow = (set: NeedSet): void => {
    const key = set.join();
    if (sets.has(key)) return;
    sets.set(key, set);
    if (sets.size > MOST_SETS) {
      throw new PlanError(
        `${classes.length} different steps share touchpoints in more than ${MOST_SETS} ways, which is too many to serve in any order; ask for "ordered", or leave alternatives out.`,
        'steps',
        classes.map(({ names }) => names.join(' | ')).join(', '),
      );
    }
    for (const next of new Set(set.flatMap((i) => near[i] ?? []))) {
      if (!set.includes(next)) grow([...set, next].sort((a, b) => a - b));
    }
  };
  for (const i of classes.keys()) grow([i]);
  return { classes, classOf: keys.map((key) => distinct.indexOf(key)), sets: [...sets.values()] };
}

/** How many touchpoints of a set the first k steps take that may not be left out, for k = 1 … N. */
export function neededBy(steps: readonly FunnelStep[], { classOf }: AnyNeeds, set: NeedSet): number[] {
  let count = 0;
  return steps.map(({ optional, times }, i) => {
    if (!optional && set.includes(classOf[i] ?? -1)) count += times;
    return count;
  });
}
