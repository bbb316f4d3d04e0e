import type { FlowAnswer, GraphAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { andMore } from './and-more.ts';
import { percent } from './percent.ts';

/** Most links that are told, and most beginnings and ends. */
const MOST = { links: 20, ends: 10 };

/** The nodes of each step, how many end there, may still go on or go on beyond, and the links that most journeys took. */
export function flowText(answer: FlowAnswer): string {
  const nodes = table(
    ['Step', 'touchpoint', 'journeys', 'end here', 'still open', 'beyond', 'conversion'],
    answer.nodes.map((node) => [
      String(node.step),
      node.touchpoint,
      countText(node.count),
      countText(node.dropped),
      countText(node.open),
      countText(node.beyond),
      percent(node.conversion),
    ]),
  );
  if (answer.links.length === 0) return nodes;
  const shown = answer.links.toSorted((a, b) => b.count - a.count).slice(0, MOST.links);
  const links = table(
    ['From step', 'touchpoint', 'to', 'journeys', 'conversion'],
    shown
      .toSorted((a, b) => a.step - b.step)
      .map((link) => [String(link.step), link.from, link.to, countText(link.count), percent(link.conversion)]),
  );
  return [nodes, '', links, ...andMore(answer.links.length, shown.length, 'links')].join('\n');
}

/** The edges, and where journeys start and end. */
export function graphText(answer: GraphAnswer): string {
  const ends = (title: string, list: GraphAnswer['starts']): string =>
    `${title}: ${list
      .slice(0, MOST.ends)
      .map((one) => `${one.touchpoint} ${percent(one.share)}`)
      .join(', ')}${list.length > MOST.ends ? ` and ${list.length - MOST.ends} more` : ''}`;
  return [
    table(
      ['From', 'to', 'walked', 'journeys', 'conversion', 'median s', 'p90 s'],
      answer.edges.map((edge) => [
        edge.from,
        edge.to,
        countText(edge.transitions),
        countText(edge.journeys),
        percent(edge.conversion),
        (edge.median_ms / 1000).toFixed(1),
        (edge.p90_ms / 1000).toFixed(1),
      ]),
    ),
    ends('Journeys start at', answer.starts),
    ends('Journeys end at', answer.ends),
  ].join('\n');
}
