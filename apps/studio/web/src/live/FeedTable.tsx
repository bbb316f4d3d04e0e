import type { MapAnswer } from '../../../src/api/map-answer.ts';
import type { Formats } from '../format/formats.ts';
import { TableHead } from '../parts/TableHead.tsx';
import { FeedRow } from './FeedRow.tsx';
import type { LiveItem } from './live-item.ts';

const COLUMNS = [
  { name: 'Time', className: 'time' },
  { name: 'Verdict' },
  { name: 'Touchpoint' },
  { name: 'Channel', className: 'wide-only' },
  { name: 'Device', className: 'wide-only' },
  { name: 'Value', className: 'wide-only number' },
  { name: 'Visitor' },
];

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
      <TableHead columns={COLUMNS} />
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
