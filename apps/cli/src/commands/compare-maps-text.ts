import type { CompareMapsAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { gainText, points, signed } from './figure.ts';
import { percent } from './percent.ts';

/** Fitness, stages and deviations by the map given and by the site's own. */
export function compareMapsText({ given, own, change, sentence, stages, deviations }: CompareMapsAnswer): string {
  const figures = [
    ['journeys', countText(given.journeys), countText(own.journeys), String(change.journeys)],
    ['fitness', percent(given.fitness.average), percent(own.fitness.average), points(change.fitness_average)],
    ['as designed', percent(given.designed_share), percent(own.designed_share), points(change.designed_share)],
    ['cost', countText(given.cost), countText(own.cost), String(change.cost)],
    ['orders a week', given.throughput.toFixed(1), own.throughput.toFixed(1), signed(change.throughput)],
  ];
  return [
    sentence,
    table(['', `given: ${given.name}`, `own: ${own.name}`, 'change'], figures),
    table(
      ['Stage', 'given', 'own', 'points', 'gain given', 'gain own'],
      stages.map((row) => [
        row.own === null ? `- ${row.stage}` : `${row.own.number} ${row.own.name}`,
        percent(row.given?.conversion ?? null),
        percent(row.own?.conversion ?? null),
        points(row.change),
        gainText(row.given?.gain),
        gainText(row.own?.gain),
      ]),
    ),
    table(
      ['Deviation', 'given', 'own', 'points'],
      deviations.map((row) => [
        `${row.kind} ${row.touchpoint}`,
        percent(row.given?.share ?? null),
        percent(row.own?.share ?? null),
        points(row.change),
      ]),
    ),
  ].join('\n');
}
