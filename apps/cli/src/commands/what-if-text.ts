import type { WhatIfAnswer } from '@desirepath/schema';
import { table } from '../shell/table.ts';
import { signed } from './figure.ts';
import { percent } from './percent.ts';

/** What the lifts would bring, together and each for itself. */
export function whatIfText(answer: WhatIfAnswer): string {
  const { gain_value: value, interval } = answer;
  return [
    `${answer.orders.toFixed(1)} orders a week would become ${answer.orders_after.toFixed(1)}: ${signed(answer.gain)} (${signed(interval[0])} to ${signed(interval[1])}), ${[value, ...value.other].map(({ amount, currency }) => `${signed(amount)} ${currency}`).join(', ')}.`,
    table(
      ['Lift', 'conversion', 'lifted', 'orders a week', '90 %', value.currency],
      answer.lifts.map((lift) => [
        `${lift.number} ${lift.name}${lift.segment === null ? '' : ` (${lift.segment || 'unknown'})`}`,
        percent(lift.conversion),
        percent(lift.conversion_after),
        signed(lift.gain),
        `${signed(lift.interval[0])} to ${signed(lift.interval[1])}`,
        signed(lift.gain_value.amount),
      ]),
    ),
  ].join('\n');
}
