import type { StagesAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { plural } from '../format/plural.ts';

/** How much the picture rests on. */
export function Totals({ answer, formats }: { answer: StagesAnswer; formats: Formats }) {
  const { period, journeys, orders, revenue } = answer;
  return (
    <p className="totals">
      <b>{formats.count(journeys)}</b> {plural(journeys, 'journey')} · <b>{formats.count(orders)}</b>{' '}
      {plural(orders, 'order')} · <b>{formats.money(revenue)}</b>
      {period.from !== null && period.to !== null && (
        <span className="hint">
          {' '}
          {formats.day(period.from)} – {formats.day(period.to)}
        </span>
      )}
    </p>
  );
}
