import type { CompareAnswer } from '@desirepath/schema';
import { table } from '../shell/table.ts';
import { gainText, points } from './figure.ts';
import { percent } from './percent.ts';

/** Every stage before and after, and what became of the constraint. */
export function compareText(answer: CompareAnswer): string {
  const rows = answer.stages.map(({ number, name, before, after, change, change_interval }) => [
    `${number} ${name}`,
    percent(before.conversion),
    percent(after.conversion),
    points(change),
    change_interval === null ? '-' : `${points(change_interval[0])} to ${points(change_interval[1])}`,
    gainText(before.gain),
    gainText(after.gain),
    before.experience?.toFixed(1) ?? '-',
    after.experience?.toFixed(1) ?? '-',
  ]);
  return [
    answer.sentence,
    `${answer.before.throughput.toFixed(1)} orders a week before, ${answer.after.throughput.toFixed(1)} after.`,
    table(
      ['Stage', 'before', 'after', 'points', '95 %', 'gain before', 'gain after', 'experience before', 'after'],
      rows,
    ),
  ].join('\n');
}
