/** Journeys that went through the same channels, in order. */
export interface ChannelPath {
  channels: readonly string[];
  journeys: number;
  /** Of them, those that reached the goal. */
  converted: number;
}

/**
 * The removal effect of each channel in a first-order Markov chain over the paths (Anderl et al. 2016): the share of
 * conversions that would be lost if every journey that comes to the channel ended there. States are the start, the
 * channels, the goal and the end without it; probabilities are the frequencies of the transitions.
 * @returns by channel, 0 to 1; all 0 where nothing converts
 */
export function removalEffects(paths: readonly ChannelPath[]): Map<string, number> {
  const names = [...new Set(paths.flatMap(({ channels }) => channels))];
  const indexOf = new Map(names.map((name, index) => [name, index + 1]));
  const size = names.length + 1;
  const moves = Array.from({ length: size }, () => new Float64Array(size));
  const goals = new Float64Array(size);
  const leaving = new Float64Array(size);
  const add = (to: Float64Array | undefined, index: number, count: number) => {
    if (to !== undefined) to[index] = (to[index] ?? 0) + count;
  };
  for (const { channels, journeys, converted } of paths) {
    let state = 0;
    for (const channel of channels) {
      const next = indexOf.get(channel) ?? 0;
      add(moves[state], next, journeys);
      add(leaving, state, journeys);
      state = next;
    }
    add(goals, state, converted);
    add(leaving, state, journeys);
  }
  const conversion = (removed: number): number => {
    // x = A x + b over the states that are left, by elimination.
    const rows = moves.map((row, i) => {
      const out = leaving[i] ?? 0;
      return Array.from({ length: size + 1 }, (_, j) => {
        if (i === removed || out === 0) return i === j ? 1 : 0;
        if (j === size) return (goals[i] ?? 0) / out;
        return (i === j ? 1 : 0) - (j === removed ? 0 : (row[j] ?? 0) / out);
      });
    });
    return solveFirst(rows);
  };
  const whole = conversion(-1);
  return new Map(
    names.map((name, index) => [name, whole <= 0 ? 0 : Math.min(1, Math.max(0, 1 - conversion(index + 1) / whole))]),
  );
}

/** The first unknown of a system of linear equations, each row with its right side last. */
function solveFirst(rows: number[][]): number {
  const size = rows.length;
  // From the last unknown to the first, so that the first one is left.
  for (let column = size - 1; column > 0; column--) {
    const pivot = rows[column];
    const value = pivot?.[column] ?? 0;
    // A state that is never left leads nowhere.
    if (pivot === undefined || Math.abs(value) < 1e-12) continue;
    for (let row = 0; row < column; row++) {
      const target = rows[row];
      const factor = (target?.[column] ?? 0) / value;
      if (target === undefined || factor === 0) continue;
      for (let j = 0; j <= size; j++) target[j] = (target[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  const [first = []] = rows;
  const value = first[0] ?? 0;
  return Math.abs(value) < 1e-12 ? 0 : (first[size] ?? 0) / value;
}
