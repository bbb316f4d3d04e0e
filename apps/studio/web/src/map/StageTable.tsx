import type { StagesAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { TableScroll } from '../parts/TableScroll.tsx';
import { StageTableRow } from './StageTableRow.tsx';

const COLUMNS = [
  { name: 'Entered', hint: 'Journeys with a touchpoint of the stage' },
  { name: 'Went on', hint: 'Of those entered: reached a later stage within the window' },
  { name: 'Conversion', hint: 'Share of those entered that go on, journeys that still have time counted fairly' },
  { name: '95% interval', hint: 'The conversion lies in it with a probability of 95%' },
  { name: 'Left', hint: 'Of those entered: did not go on, and their time is over' },
  { name: 'Still deciding', hint: 'Of those entered: did not go on yet, and may' },
  { name: 'Skipped', hint: 'Reached a later stage without this one' },
  { name: 'Came back', hint: 'Returned to the stage from a later one' },
  { name: 'Median time', hint: 'From the first touchpoint of the stage to the first of a later one' },
  { name: '90% within', hint: 'Nine of ten that went on took no longer' },
  { name: 'Target', hint: "The map's target conversion" },
] as const;

/** What is shown. */
export interface StageTableProps {
  answer: StagesAnswer;
  constraint: number | null;
  formats: Formats;
}

/** Every figure of the picture, with denominators and intervals. */
export function StageTable({ answer, constraint, formats }: StageTableProps) {
  return (
    <TableScroll label="All figures by stage">
      <table className="stages">
        <thead>
          <tr>
            <th scope="col">Stage</th>
            {COLUMNS.map(({ name, hint }) => (
              <th key={name} scope="col" className="number">
                <abbr title={hint}>{name}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.stages.map((row) => (
            <StageTableRow key={row.number} row={row} held={row.number === constraint} formats={formats} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
