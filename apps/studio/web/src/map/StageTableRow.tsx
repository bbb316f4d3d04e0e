import type { StageRow } from '@desirepath/schema';
import { durationText } from '../format/duration-text.ts';
import type { Formats } from '../format/formats.ts';
import { experienceText, troubleText } from './experience-text.ts';

const NONE = '–';

/** One stage of the table; where a figure cannot be, a dash stands. */
export function StageTableRow({ row, held, formats }: { row: StageRow; held: boolean; formats: Formats }) {
  const cells: (string | [figure: string, note: string | null])[] = [
    formats.count(row.entered),
    formats.count(row.advanced),
    row.conversion === null
      ? NONE
      : [formats.share(row.conversion), row.interval === null ? null : formats.shareInterval(row.interval)],
    [experienceText(row, formats) ?? NONE, troubleText(row, formats)],
    formats.count(row.dropped),
    formats.count(row.open),
    formats.count(row.skipped),
    formats.count(row.looped_back),
    row.time_ms === null ? NONE : durationText(row.time_ms.median),
    row.time_ms === null ? NONE : durationText(row.time_ms.p90),
    row.target === null ? NONE : formats.share(row.target),
  ];
  return (
    <tr className={held ? 'held' : undefined}>
      <th scope="row">
        {held && (
          <>
            <span aria-hidden="true">▼ </span>
            <span className="visually-hidden">Constraint: </span>
          </>
        )}
        {`${row.number}\u00a0${row.name}`}
      </th>
      {cells.map((cell, index) => {
        const [figure, note] = typeof cell === 'string' ? [cell, null] : cell;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change places
          <td key={index} className="number">
            {figure}
            {note !== null && <small>{note}</small>}
          </td>
        );
      })}
    </tr>
  );
}
