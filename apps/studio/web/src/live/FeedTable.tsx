import type { MapAnswer } from '../../../src/api/map-answer.ts';
import type { Formats } from '../format/formats.ts';
import { FeedRow } from './FeedRow.tsx';
import type { LiveItem } from './live-item.ts';

/** What is shown. */
export interface FeedTableProps {
  items: readonly LiveItem[];
  map: MapAnswer | undefined;
  chosen: string | null;
  formats: Formats;
  onChoose(visitor: string): void;
}

/** Received events, the newest first. */
export function FeedTable({ items, map, chosen, formats, onChoose }: FeedTableProps) {
  return (
    <table className="feed">
      <caption className="visually-hidden">Received events, the newest first</caption>
      <thead>
        <tr>
          <th scope="col" className="time">
            Time
          </th>
          <th scope="col">Verdict</th>
          <th scope="col">Touchpoint</th>
          <th scope="col" className="wide-only">
            Channel
          </th>
          <th scope="col" className="wide-only">
            Device
          </th>
          <th scope="col" className="wide-only number">
            Value
          </th>
          <th scope="col">Visitor</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <FeedRow
            key={item.id}
            item={item}
            map={map}
            chosen={chosen !== null && item.event.visitor === chosen}
            formats={formats}
            onChoose={onChoose}
          />
        ))}
      </tbody>
    </table>
  );
}
