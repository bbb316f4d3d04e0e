import { layersOf } from './layers-of.ts';
import type { Span } from './span.ts';

/**
 * A text without what is found in it, also behind percent signs and backslashes; the rest of it stays as it came.
 *
 * @param find what is to go; `isPlain` where the text is the one that came, not a decoded one
 */
export function blot(text: string, find: (text: string, isPlain: boolean) => Span[]): string {
  const spans = layersOf(text).flatMap((layer) => {
    const { places } = layer;
    const found = find(layer.text, places === undefined);
    if (places === undefined) return found;
    return found.map(({ from, to, label }) => ({ from: places[from] ?? 0, to: places[to] ?? 0, label }));
  });
  if (spans.length === 0) return text;
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  let clean = '';
  let end = 0;
  for (const { from, to, label } of spans) {
    // Of two that overlap the first one says what was there.
    if (from >= end) clean += text.slice(end, from) + label;
    end = Math.max(end, to);
  }
  return clean + text.slice(end);
}
