import { NOWHERE, nextPlace, placeFrom } from './funnel-chain.ts';
import { hasBranches, type Link } from './funnel-links.ts';
import type { StepTexts } from './funnel-steps.ts';
import { searchedBytes } from './searched-bytes.ts';
import { type AddedColumn, withColumns } from './with-columns.ts';

/** A relation of units with the places of a chain in it, and SQL over it. */
export interface FreeChain {
  relation: string;
  /** Number of the furthest link that was found, 0 for none. */
  reached: string;
  /** For each link its place (from 0), Int64; negative for one that the chain does not have. */
  places: readonly string[];
}

const most = (name: 'least' | 'greatest', texts: readonly string[]): string =>
  texts.length === 1 ? texts.join() : `${name}(${texts.join(', ')})`;

/** SQL of the place of the link that comes right before another in its chain, given the places of all. */
export function placeBefore({ sources }: Link, places: readonly string[]): string {
  return most(
    'greatest',
    sources.map((source) => places[source - 1] ?? '-1'),
  );
}

/**
 * SQL of the place of the last touchpoint of a link before another place, negative where there is none; over `r`, which is
 * `s` backwards, and `n`, its length.
 */
function lastPlace({ codes }: StepTexts, before: string): string {
  return most(
    'greatest',
    codes.map((code) => `n - 1 - toUInt32(position(r, ${searchedBytes([code])}, toUInt64(n - (${before}) + 1)) - 1)`),
  );
}

/**
 * Of the chains of links in each unit, were there no limits to them, the best in the sense of `linkedTimes`: as far as any
 * gets, as soon as that can be; of these the one that begins last, each of its touchpoints as late as that allows.
 *
 * Forwards, the earliest place of each link tells how far and how soon; backwards from there, the latest place of each tells
 * when the chain begins, and is the chain itself where no link may be left out.
 *
 * @param texts the codes of the links, in their order
 */
export function freeChain(units: string, links: readonly Link[], texts: readonly StepTexts[]): FreeChain {
  const text = (link: number): StepTexts => texts[link - 1] ?? { codes: [] };
  const sources = (link: number): readonly number[] => links[link - 1]?.sources ?? [];
  const numbers = links.map((_, i) => i + 1);
  const backwards = [...numbers].reverse();
  const ahead = (link: number): number[] => numbers.filter((other) => sources(other).includes(link));
  /** The earliest place of each link but the first, columns of one letter. */
  const earliest = (letter: string): AddedColumn[] =>
    numbers.slice(1).map((link) => {
      const before = sources(link).map((source) => `${letter}${source}`);
      return [`${letter}${link}`, nextPlace(text(link), most('least', before))];
    });
  /** The place of a link that is not beyond the furthest, given what it is for one that is before that. */
  const placed = (link: number, earlier: string): string =>
    `multiIf(reached = ${link}, toInt64(z${link}), reached < ${link}, toInt64(-1), ${earlier || 'toInt64(-1)'})`;

  const found = withColumns(units, [
    ['n', 'toInt64(length(s))'],
    ['r', 'reverse(s)'],
    ['z1', nextPlace(text(1))],
    ...earliest('z'),
    ['reached', `multiIf(${backwards.map((link) => `z${link} < ${NOWHERE}, ${link}, `).join('')}0)`],
  ]);
  const latest = withColumns(
    found,
    backwards.map((link) => {
      const after = ahead(link).map((other) => `w${other}`);
      return [`w${link}`, placed(link, after.length === 0 ? '' : lastPlace(text(link), most('greatest', after)))];
    }),
  );
  if (!hasBranches(links)) {
    return { relation: latest, reached: 'reached', places: numbers.map((link) => `w${link}`) };
  }

  // Where a link may be left out, what is latest for each need not be one chain. From a beginning that is as late, backwards
  // once more: of what may come before a link, the later touchpoint, as long as the beginning leads to it.
  const begun = withColumns(latest, [
    // Touchpoints of one moment are equally late.
    ['since', 'indexOf(t, t[w1 + 1])'],
    ['e1', placeFrom(text(1), 'since')],
    ...earliest('e'),
  ]);
  const way = (link: number, source: number): string => `if(q${link}_${source} >= e${source}, q${link}_${source}, -1)`;
  const taken = (link: number, source: number): string => {
    const others = sources(link).filter((other) => other !== source);
    const latest = others.map((other) => `${way(link, source)} ${other < source ? '>=' : '>'} ${way(link, other)}`);
    return latest.length === 0
      ? lastPlace(text(source), `y${link}`)
      : `if(${latest.join(' AND ')}, ${way(link, source)}, -1)`;
  };
  const relation = withColumns(
    begun,
    backwards.flatMap((link): AddedColumn[] => {
      const after = ahead(link).map((other) => taken(other, link));
      const own: AddedColumn = [`y${link}`, placed(link, after.length === 0 ? '' : most('greatest', after))];
      if (sources(link).length < 2) return [own];
      return [
        own,
        ...sources(link).map((source): AddedColumn => [`q${link}_${source}`, lastPlace(text(source), `y${link}`)]),
      ];
    }),
  );
  return { relation, reached: 'reached', places: numbers.map((link) => `y${link}`) };
}
