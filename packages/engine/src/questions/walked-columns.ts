import type { Link } from './funnel-links.ts';
import type { Params } from './params.ts';
import type { AddedColumn } from './with-columns.ts';

/** What is walked through: a relation, and over it SQL of the touchpoints of each row and of their times. */
export interface Walked {
  relation: string;
  s: string;
  t: string;
}

/**
 * The touchpoints that a walk looks at, as columns: `codes` and, side by side, their times `xs`. Those of no link are left out,
 * unless the order is strict: then they break a chain, too.
 */
export function walkedColumns(
  { s, t }: Walked,
  links: readonly Link[],
  order: 'ordered' | 'strict',
  params: Params,
): AddedColumn[] {
  const all = `reinterpret(${s}, 'Array(UInt8)')`;
  if (order === 'strict') {
    return [
      ['codes', all],
      ['xs', t],
    ];
  }
  const relevant = [...new Set(links.flatMap(({ codes, without }) => [...codes, ...without]))].sort((a, b) => a - b);
  const wanted = `has(${params.add('relevant', 'Array(UInt8)', relevant)}, c)`;
  return [
    ['all_codes', all],
    ['codes', `arrayFilter(c -> ${wanted}, all_codes)`],
    ['xs', `arrayFilter((x, c) -> ${wanted}, ${t}, all_codes)`],
  ];
}
