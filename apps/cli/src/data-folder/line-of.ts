import { type Document, isNode, type LineCounter } from 'yaml';

/** The line in a YAML file, from 1, of what the keys lead to, or of the nearest thing around it that the file has. */
export function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | null {
  for (let keys = path; ; keys = keys.slice(0, -1)) {
    const node = keys.length === 0 ? document.contents : document.getIn(keys, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    if (keys.length === 0) return null;
  }
}
