/**
 * JSON text of a value that came out of JSON, at most `limit` characters of it. Works without recursion, so that no depth
 * is too deep, and stops at the limit, so that no size is too large.
 *
 * @param isLeftOut says of the name of a field that it and what it holds are left out
 */
export function rawJson(value: unknown, limit: number, isLeftOut?: (name: string) => boolean): string {
  let text = '';
  // Texts to write as they are, and values still to be written, the next one last.
  const todo: ({ text: string } | { value: unknown })[] = [{ value }];
  while (text.length < limit) {
    const next = todo.pop();
    if (next === undefined) break;
    if ('text' in next) text += next.text;
    else if (Array.isArray(next.value)) {
      todo.push({ text: ']' });
      for (let i = Math.min(next.value.length, limit) - 1; i >= 0; i--) {
        todo.push({ value: next.value[i] });
        if (i > 0) todo.push({ text: ',' });
      }
      todo.push({ text: '[' });
    } else if (typeof next.value === 'object' && next.value !== null) {
      const all = Object.entries(next.value).slice(0, limit);
      const entries = isLeftOut === undefined ? all : all.filter(([name]) => !isLeftOut(name));
      todo.push({ text: '}' });
      for (let i = entries.length - 1; i >= 0; i--) {
        const [key, child] = entries[i] ?? ['', null];
        todo.push({ value: child }, { text: `${i > 0 ? ',' : ''}${JSON.stringify(key.slice(0, limit))}:` });
      }
      todo.push({ text: '{' });
    } else {
      const scalar = typeof next.value === 'string' ? next.value.slice(0, limit) : next.value;
      text += JSON.stringify(scalar) ?? 'null';
    }
  }
  return text.slice(0, limit);
}
