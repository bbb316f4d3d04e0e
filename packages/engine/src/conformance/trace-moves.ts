import type { Automaton } from './automaton.ts';
import { SILENT_EDGE } from './automaton-builder.ts';

/** One move of an alignment: made by both, by the journey alone (cost 1), or by the map alone (cost 1). */
export interface Move {
  by: 'both' | 'journey' | 'map';
  symbol: number;
}

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
  const cost = (depth: number, state: number): number => (costs[depth * size + state] as number) + depth;
  const moves: Move[] = [];
  let depth = variant.length;
  let state = open ? furthest(automaton, costs, depth) : 1;
  for (;;) {
    const here = cost(depth, state);
    if (depth === 0 && here === 0) return moves.reverse();
    // All states from which this one is reached unseen at no cost; it is among them the first.
    const reach = [state];
    let known: Set<number> | undefined;
    let found: { by: Move['by']; symbol: number; from: number } | undefined;
    for (let i = 0; i < reach.length && found === undefined; i++) {
      const at = reach[i] as number;
      const end = into.start[at + 1] as number;
      for (let e = into.start[at] as number; e < end; e++) {
        const from = into.from[e] as number;
        const symbol = into.symbol[e] as number;
        if (symbol === SILENT_EDGE) {
          if (cost(depth, from) !== here) continue;
          // A set pays only where there are many.
          if (known === undefined && reach.length > 16) known = new Set(reach);
          if (known?.has(from) ?? reach.includes(from)) continue;
          known?.add(from);
          reach.push(from);
        } else if (cost(depth, from) + 1 === here) {
          found = { by: 'map', symbol, from };
          break;
        }
      }
    }
    const seen = depth > 0 ? variant.charCodeAt(depth - 1) : SILENT_EDGE;
    if (found === undefined && depth > 0) {
      const from = reach.find((at) => cost(depth - 1, at) + 1 === here);
      if (from !== undefined) found = { by: 'journey', symbol: seen, from };
    }
    for (let i = 0; i < reach.length && found === undefined; i++) {
      const at = reach[i] as number;
      const end = into.start[at + 1] as number;
      for (let e = into.start[at] as number; e < end && depth > 0; e++) {
        const from = into.from[e] as number;
        if (into.symbol[e] !== seen || cost(depth - 1, from) !== here) continue;
        found = { by: 'both', symbol: seen, from };
        break;
      }
    }
    if (found === undefined) throw new Error('The least costs do not belong to this variant.');
    moves.push({ by: found.by, symbol: found.symbol });
    if (found.by !== 'map') depth -= 1;
    state = found.from;
  }
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
