import type { FlowAnswer, GraphAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The nodes of each step, how many end there, and how many may still go on. */
export function flowText(answer: FlowAnswer): string {
  return table(
    ['Step', 'touchpoint', 'journeys', 'end here', 'still open', 'conversion'],
    answer.nodes.map((node) => [
      String(node.step),
      node.touchpoint,
      countText(node.count),
      countText(node.dropped),
      countText(node.open),
      percent(node.conversion),
    ]),
  );
}

/** The edges, and where journeys start and end. */
export function graphText(answer: GraphAnswer): string {
  const ends = (title: string, list: GraphAnswer['starts']): string =>
    `${title}: ${list
      .slice(0, 10)
      .map((one) => `${one.touchpoint} ${percent(one.share)}`)
      .join(', ')}`;
  return [
    table(
      ['From', 'to', 'walked', 'journeys', 'conversion', 'median s'],
      answer.edges.map((edge) => [
        edge.from,
        edge.to,
        countText(edge.transitions),
        countText(edge.journeys),
        percent(edge.conversion),
        (edge.median_ms / 1000).toFixed(1),
      ]),
    ),
    ends('Journeys start at', answer.starts),
    ends('Journeys end at', answer.ends),
  ].join('\n');
}
