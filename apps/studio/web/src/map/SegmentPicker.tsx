import type { Dimension, StagesAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { DIMENSION_NAMES, DIMENSIONS, segmentName } from './dimension-names.ts';
import type { MapView } from './map-view.ts';

/** What the picker needs. */
export interface SegmentPickerProps {
  view: MapView;
  /** The answer split by the view's dimension; undefined while it is under way. */
  split: StagesAnswer | undefined;
  formats: Formats;
  onChange(part: Partial<MapView>): void;
}

/** Whose journeys to look at: by what they differ, and which of them. */
export function SegmentPicker({ view, split, formats, onChange }: SegmentPickerProps) {
  const segments = split?.segments ?? [];
  const unlisted = view.value !== null && !segments.some(({ segment }) => segment === view.value);
  return (
    <div className="segments">
      <label>
        <span>Split by</span>
        <select
          value={view.dimension}
          onChange={(event) => onChange({ dimension: event.target.value as Dimension, value: null })}
        >
          {DIMENSIONS.map((dimension) => (
            <option key={dimension} value={dimension}>
              {DIMENSION_NAMES[dimension]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Show</span>
        <select
          // A value may be the empty text, so values carry a mark.
          value={view.value === null ? 'all' : `=${view.value}`}
          onChange={(event) => onChange({ value: event.target.value === 'all' ? null : event.target.value.slice(1) })}
        >
          <option value="all">All journeys</option>
          {unlisted && <option value={`=${view.value}`}>{segmentName(view.value ?? '')}</option>}
          {segments.map(({ segment, journeys }) => (
            <option key={segment} value={`=${segment}`}>
              {`${segmentName(segment)} (${formats.count(journeys)})`}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
