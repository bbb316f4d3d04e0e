import type { MatrixAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { amountText } from './money-text.ts';
import { percent } from './percent.ts';

/** The matrix as a table: a row for each value, a column for each stage with its journeys. */
export function matrixText(answer: MatrixAnswer): string {
  const rows = answer.values.map(({ value, journeys, open, conversion, orders, revenue }) => [
    value || '(none)',
    ...answer.stages.map(({ number }) =>
      countText(answer.cells.find((cell) => cell.stage === number && cell.value === value)?.journeys ?? 0),
    ),
    countText(journeys),
    countText(open),
    percent(conversion),
    countText(orders),
    amountText(revenue),
  ]);
  const head = `${countText(answer.journeys)} journeys, of which ${countText(answer.untold)} tell no ${answer.by}.`;
  const currency = answer.values[0]?.revenue.currency;
  const value = currency === undefined ? 'value' : `value, ${currency}`;
  const stages = answer.stages.map(({ number, name }) => `${number} ${name}`);
  return `${head}\n${table([answer.by, ...stages, 'journeys', 'still open', 'conversion', 'orders', value], rows)}`;
}
