import type { Automaton } from './automaton.ts';
import { SILENT_EDGE } from './automaton-builder.ts';
import { BOTH, JOURNEY, MAP, type Move, moveOf } from './moves.ts';

/** From so many states on, whether one is among them is asked of a set. */
const MANY = 16;

/**
 * The moves of an optimal alignment, found backwards from the least costs of every prefix: nothing has to be kept for the
 * variants that are not asked for.
 *
 * Of several optimal alignments it takes the one where the map's own moves come late, so that a journey that leaves early
 * is told so, and touchpoints match where they come first, so that a second visit is the one too many. An open journey
 * is taken to have come as far as it can.
 *
 * @param costs least cost less the depth, by depth and state
 * @param open whether the journey may still go on, so that it need not be at the end of the map
 */
export function traceMoves(automaton: Automaton, costs: Int32Array, variant: string, open: boolean): Move[] {
  const { size, into } = automaton;
  const moves: Move[] = [];
  // All states from which the current one is reached unseen at no cost, itself the first; the list is used again and again.
  const reach: number[] = [];
  let depth = variant.length;
  let state = open ? furthest(automaton, costs, depth) : 1;
  for (;;) {
    const now = depth * size;
    const here = costs[now + state] as number;
    if (depth === 0 && here === 0) return moves.reverse();
    // Costs are less their depth, so one touchpoint earlier the same cost stands as one more.
    const earlier = now - size;
    const seen = depth > 0 ? variant.charCodeAt(depth - 1) : SILENT_EDGE;
    let byJourney = -1;
    let byBoth = -1;
    let byMap = -1;
    let symbol = seen;
    let known: Set<number> | undefined;
    reach[0] = state;
    let reached = 1;
    for (let i = 0; i < reached && byMap < 0; i++) {
      const at = reach[i] as number;
      if (byJourney < 0 && depth > 0 && costs[earlier + at] === here) byJourney = at;
      const end = into.start[at + 1] as number;
      for (let e = into.start[at] as number; e < end; e++) {
        const from = into.from[e] as number;
        const edge = into.symbol[e] as number;
        const cost = costs[now + from] as number;
        if (edge === SILENT_EDGE) {
          if (cost !== here) continue;
          if (known === undefined && reached > MANY) known = new Set(reach.slice(0, reached));
          if (known?.has(from) ?? isAmong(reach, reached, from)) continue;
          known?.add(from);
          reach[reached++] = from;
        } else if (cost + 1 === here) {
          byMap = from;
          symbol = edge;
          break;
        } else if (byBoth < 0 && edge === seen && costs[earlier + from] === here + 1) {
          byBoth = from;
        }
      }
    }
    if (byMap >= 0) {
      moves.push(moveOf(MAP, symbol));
      state = byMap;
      continue;
    }
    if (byJourney < 0 && byBoth < 0) throw new Error('The least costs do not belong to this variant.');
    moves.push(moveOf(byJourney < 0 ? BOTH : JOURNEY, seen));
    state = byJourney < 0 ? byBoth : byJourney;
    depth -= 1;
  }
}

/** Whether one of the first `count` states is this one. */
function isAmong(states: readonly number[], count: number, state: number): boolean {
  for (let i = 0; i < count; i++) if (states[i] === state) return true;
  return false;
}

/** Of the states that are reached at least cost, the one closest to the end. */
function furthest({ size, remaining }: Automaton, costs: Int32Array, depth: number): number {
  let best = 0;
  for (let state = 1; state < size; state++) {
    const own = costs[depth * size + state] as number;
    const least = costs[depth * size + best] as number;
    if (own < least || (own === least && (remaining[state] as number) < (remaining[best] as number))) best = state;
  }
  return best;
}
