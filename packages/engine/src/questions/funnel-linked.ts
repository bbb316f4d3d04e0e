import { bestWalk } from './funnel-best-walk.ts';
import { nextPlace } from './funnel-chain.ts';
import { freeChain, placeBefore } from './funnel-free-chain.ts';
import { latestWalk } from './funnel-latest-walk.ts';
import { hasBranches, type Link, lastLinks, layOutLinks } from './funnel-links.ts';
import { type FunnelStep, stepTexts } from './funnel-steps.ts';
import type { Units } from './funnel-units.ts';
import type { Params } from './params.ts';

/** Links that have columns each; longer chains are walked. */
const MOST_LINKS = 12;

/**
 * For each unit `times`: when each step was reached, -1 for a step that was not, in a chain that keeps to everything the
 * steps ask: repetitions, time since the touchpoint before, touchpoints that must not lie in between, and the window.
 *
 * Of all such chains it is the one that gets furthest; of these the one that does so first; of these the one that began
 * last, each of its touchpoints as late as that allows. Were there no limits, that is quickly found, and where it keeps
 * within them it is the answer. Only the other units are walked through, see {@link bestWalk}.
 */
export function linkedTimes(
  units: Units,
  steps: readonly FunnelStep[],
  order: 'ordered' | 'strict',
  window: string | undefined,
  params: Params,
): string {
  const links = layOutLinks(steps);
  const places = lastLinks(links);
  const walked = (relation: string, s: string, t: string): string => {
    const walk = links.length > MOST_LINKS || hasBranches(links) ? bestWalk : latestWalk;
    const best = walk({ relation, s, t }, links, order, window, params);
    return `SELECT *, arrayMap(place -> if(place <= length(best), best[place], toInt64(-1)), ${params.add('places', 'Array(UInt8)', places)}) AS walked_times
FROM (${best})`;
  };
  if (links.length > MOST_LINKS) {
    return `SELECT unit, walked_times AS times FROM (${walked(units.relation, 's', 't')})`;
  }
  const texts = stepTexts(steps, params);
  const chain = freeChain(
    units.relation,
    links,
    links.map(({ step }) => texts[step] ?? { codes: [] }),
  );
  const free = `[${places
    .map((link) => chain.places[link - 1] ?? '')
    .map((place) => `if(${place} < 0, toInt64(-1), t[${place} + 1])`)
    .join(', ')}]`;
  const kept = [
    ...links.slice(1).flatMap((link, i) => keptText(link, i + 2, chain.places, units, order, params)),
    ...(window === undefined
      ? []
      : [`${units.at(`greatest(${chain.places.join(', ')})`)} - ${units.at(chain.places[0] ?? '')} <= ${window}`]),
  ];
  if (kept.length === 0) return `SELECT unit, ${free} AS times FROM (${chain.relation})`;
  const tried = `SELECT *, ${chain.reached} < 2 OR (${kept.join(' AND ')}) AS fits FROM (${chain.relation})`;
  const unfit = `SELECT *, if(fits, '', s) AS unfit_s, ${units.timesUnless('fits')} AS unfit_t FROM (${tried})`;
  return `SELECT unit, if(fits, ${free}, walked_times) AS times FROM (${walked(unfit, 'unfit_s', 'unfit_t')})`;
}

/** SQL of the conditions that a link of a chain, if it is there, keeps to what is asked of it. */
function keptText(
  link: Link,
  number: number,
  places: readonly string[],
  units: Units,
  order: 'ordered' | 'strict',
  params: Params,
): string[] {
  const { withinMs, without } = link;
  const place = places[number - 1] ?? '';
  const before = placeBefore(link, places);
  const codes = without.map((code, i) => ({ code, text: params.add(`without${number}_${i + 1}`, 'UInt8', code) }));
  const rules = [
    ...(withinMs === null
      ? []
      : [`${units.at(place)} - ${units.at(before)} <= ${params.add(`within${number}`, 'Int64', withinMs)}`]),
    ...(codes.length === 0 ? [] : [`${nextPlace({ codes }, `toUInt32(${before})`)} >= ${place}`]),
    ...(order === 'strict' ? [`${place} - ${before} = 1`] : []),
  ];
  return rules.length === 0 ? [] : [`(${place} < 0 OR (${rules.join(' AND ')}))`];
}
