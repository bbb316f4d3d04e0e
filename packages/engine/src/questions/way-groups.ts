import type { Row } from './question.ts';
import { list, num } from './row-values.ts';

/** Journeys that went the very same way. */
export interface Way {
  /** Codes of touchpoints, or numbers of stages. */
  way: readonly number[];
  journeys: number;
  goals: number;
  /** Those that have not reached the goal, and still may. */
  open: number;
}

/** Ways whose furthest stage is the same. */
export interface WayGroup {
  furthest: number;
  variants: number;
  journeys: number;
  goals: number;
  open: number;
  /** The most frequent ones, one more than are listed of all. */
  first: readonly Way[];
}

/** What is left of a group when the ways that are listed are taken out, and the most frequent of that. */
export type RestOfGroup = Omit<WayGroup, 'first'> & { representative: Way };

/** Groups as rows tell them: `furthest`, `variants`, `group_journeys`, `group_goals`, `group_open`, `first_ways` (journeys, way, goals, open). */
export function wayGroups(rows: readonly Row[]): WayGroup[] {
  return rows.map((row) => ({
    furthest: num(row, 'furthest'),
    variants: num(row, 'variants'),
    journeys: num(row, 'group_journeys'),
    goals: num(row, 'group_goals'),
    open: num(row, 'group_open'),
    first: list(row, 'first_ways').map((first) => {
      const [journeys, way, goals, open] = first as [number, number[], number, number];
      return { way: way.map(Number), journeys: Number(journeys), goals: Number(goals), open: Number(open) };
    }),
  }));
}

/** The most frequent ways of all groups, and what is left of each group. */
export function mostFrequentWays(groups: readonly WayGroup[], limit: number): { ways: Way[]; rest: RestOfGroup[] } {
  const ways = groups
    .flatMap(({ first }) => first)
    .toSorted((a, b) => b.journeys - a.journeys || compareWays(a.way, b.way))
    .slice(0, limit);
  const listed = new Set(ways);
  const rest = groups.flatMap(({ first, ...group }) => {
    const taken = first.filter((way) => listed.has(way));
    const representative = first.find((way) => !listed.has(way));
    if (representative === undefined) return [];
    const sum = (of: (way: Way) => number) => taken.reduce((total, way) => total + of(way), 0);
    return {
      ...group,
      variants: group.variants - taken.length,
      journeys: group.journeys - sum((way) => way.journeys),
      goals: group.goals - sum((way) => way.goals),
      open: group.open - sum((way) => way.open),
      representative,
    };
  });
  return { ways, rest };
}

/** By the first number in which they differ; what has no more numbers comes first. */
function compareWays(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((code, i) => code !== b[i]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}
