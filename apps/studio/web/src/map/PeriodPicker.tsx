import { PERIODS, type PeriodDays } from './map-view.ts';

/** How far back to look. */
export function PeriodPicker({ days, onChange }: { days: PeriodDays; onChange(days: PeriodDays): void }) {
  return (
    <fieldset className="periods">
      <legend>Period</legend>
      {PERIODS.map((period) => (
        <label key={period}>
          <input type="radio" name="period" checked={period === days} onChange={() => onChange(period)} />
          <span>{period} days</span>
        </label>
      ))}
    </fieldset>
  );
}
