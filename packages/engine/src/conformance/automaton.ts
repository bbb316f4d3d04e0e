import { hash64 } from '../map/map-version.ts';
import { AutomatonBuilder, SILENT_EDGE } from './automaton-builder.ts';
import type { Process } from './process.ts';

/** Most states of a designed process: what is computed for a touchpoint grows with them. */
const MAX_STATES = 4096;

/** A designed process as an automaton, laid out for aligning. State 0 is its beginning, state 1 its end. */
export interface Automaton {
  /** The same for the same process; 16 hex digits. */
  key: string;
  size: number;
  /** Edges out of state s are `start[s]` to below `start[s + 1]`; each leads to `to` and costs 0 (silent) or 1. */
  out: { start: Int32Array; to: Int32Array; cost: Uint8Array };
  /** Edges into a state, likewise, those from later states first; `symbol` is -1 for a silent one. */
  into: { start: Int32Array; from: Int32Array; symbol: Int32Array };
  /** By symbol: from, to, from, to, … */
  steps: readonly (Int32Array | undefined)[];
  /** Least cost from the beginning to each state when nothing is seen. */
  begin: Int32Array;
  /** Least cost from each state to the end when nothing more is seen. */
  remaining: Int32Array;
  /** Steps of the shortest way through. */
  shortest: number;
}

/**
 * Makes a designed process ready for aligning.
 * @throws TooManyStatesError when its parallel blocks multiply to more than {@link MAX_STATES} states
 */
export function compileAutomaton(process: Process): Automaton {
  const { size, edges } = new AutomatonBuilder(MAX_STATES).add(process);
  const cheapest = new Map<number, 0 | 1>();
  for (const { from, to, symbol } of edges) {
    if (from === to) continue;
    const pair = from * size + to;
    cheapest.set(pair, symbol === SILENT_EDGE || cheapest.get(pair) === 0 ? 0 : 1);
  }
  const ways = [...cheapest].map(([pair, cost]) => ({ from: Math.floor(pair / size), to: pair % size, cost }));
  const leaving = grouped(ways, size, ({ from }) => from);
  const entering = grouped(
    edges.toSorted((a, b) => b.from - a.from),
    size,
    ({ to }) => to,
  );
  const bySymbol: number[][] = [];
  for (const { from, to, symbol } of edges) {
    if (symbol === SILENT_EDGE) continue;
    bySymbol[symbol] ??= [];
    bySymbol[symbol].push(from, to);
  }
  const out = {
    start: leaving.start,
    to: Int32Array.from(leaving.items, ({ to }) => to),
    cost: Uint8Array.from(leaving.items, ({ cost }) => cost),
  };
  const back = grouped(ways, size, ({ to }) => to);
  const begin = distances(size, out, 0);
  return {
    key: hash64(JSON.stringify(process)),
    size,
    out,
    into: {
      start: entering.start,
      from: Int32Array.from(entering.items, ({ from }) => from),
      symbol: Int32Array.from(entering.items, ({ symbol }) => symbol),
    },
    steps: Array.from(bySymbol, (pairs) => (pairs === undefined ? undefined : Int32Array.from(pairs))),
    begin,
    remaining: distances(
      size,
      {
        start: back.start,
        to: Int32Array.from(back.items, ({ from }) => from),
        cost: Uint8Array.from(back.items, ({ cost }) => cost),
      },
      1,
    ),
    shortest: begin[1] ?? 0,
  };
}

/** Items sorted into `size` groups, the order inside a group kept. */
function grouped<T>(
  items: readonly T[],
  size: number,
  groupOf: (item: T) => number,
): { start: Int32Array; items: T[] } {
  const groups: T[][] = Array.from({ length: size }, () => []);
  for (const item of items) groups[groupOf(item)]?.push(item);
  const start = new Int32Array(size + 1);
  groups.forEach((group, i) => {
    start[i + 1] = (start[i] ?? 0) + group.length;
  });
  return { start, items: groups.flat() };
}

/** Least costs from a state to each: Dijkstra's algorithm where an edge costs 0 or 1. */
function distances(size: number, out: Automaton['out'], source: number): Int32Array {
  const least = new Int32Array(size).fill(size);
  least[source] = 0;
  let level = [source];
  for (let cost = 0; level.length > 0; cost++) {
    const next: number[] = [];
    for (let state = level.pop(); state !== undefined; state = level.pop()) {
      if ((least[state] ?? 0) < cost) continue;
      for (let e = out.start[state] ?? 0; e < (out.start[state + 1] ?? 0); e++) {
        const to = out.to[e] ?? 0;
        const reached = cost + (out.cost[e] ?? 0);
        if (reached >= (least[to] ?? 0)) continue;
        least[to] = reached;
        (reached === cost ? level : next).push(to);
      }
    }
    level = next;
  }
  return least;
}
