/** Edits (insert, delete, replace, swap neighbours) that turn one text into the other. */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (older[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    older = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * The names that someone who wrote `word` may have meant, the likeliest first, at most three.
 * @example nearest('purchsae', ['purchase', 'search']) // ['purchase']
 */
export function nearest(word: string, names: readonly string[]): string[] {
  const wanted = word.slice(0, 100).toLowerCase();
  return names
    .map((name) => {
      const lower = name.slice(0, 100).toLowerCase();
      const inside = wanted.length > 2 && (lower.includes(wanted) || (lower.length > 2 && wanted.includes(lower)));
      return { name, far: inside ? 1 : distance(wanted, lower) };
    })
    .filter(({ far }) => far <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}
