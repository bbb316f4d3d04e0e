import type { AttributionAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { moneyText } from './money-text.ts';

/** The credit of each channel by every model, in journeys that reached the goal. */
export function attributionText(answer: AttributionAnswer): string {
  return [
    `${countText(answer.converted)} of ${countText(answer.journeys)} journeys reached the goal, worth ${moneyText(answer.value)}.`,
    table(
      [answer.by, 'journeys', 'first', 'last', 'linear', 'position', 'removal'],
      answer.channels.map((one) => [
        one.channel,
        countText(one.journeys),
        ...[one.first, one.last, one.linear, one.position, one.removal].map(({ journeys }) => journeys.toFixed(1)),
      ]),
    ),
  ].join('\n');
}
