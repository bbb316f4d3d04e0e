import type { StagesAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { figures, TableHead } from '../parts/TableHead.tsx';
import { TableScroll } from '../parts/TableScroll.tsx';
import { StageTableRow } from './StageTableRow.tsx';

const COLUMNS = [
  { name: 'Stage' },
  figures('Entered', 'Journeys with a touchpoint of the stage'),
  figures('Went on', 'Of those entered: reached a later stage within the window'),
  figures(
    'Conversion',
    'Share of those entered that go on, journeys that still have time counted fairly; beneath, the interval that it lies in with a probability of 95 %',
  ),
  figures(
    'Experience',
    'Of 100 journeys that entered, those that met no trouble here: errors, rage and dead clicks, abandoned forms, failed payments and coupons, empty searches, slow pages, going back and forth; with the 95 % interval, and beneath, the kind of trouble that most journeys met',
  ),
  figures('Left', 'Of those entered: did not go on, and their time is over'),
  figures('Still deciding', 'Of those entered: did not go on yet, and may'),
  figures('Skipped', 'Reached a later stage without this one'),
  figures('Came back', 'Returned to the stage from a later one'),
  figures('Median time', 'From the first touchpoint of the stage to the first of a later one'),
  figures('90 % within', 'Nine of ten that went on took no longer'),
  figures('Target', "The map's target conversion"),
];

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
        <TableHead columns={COLUMNS} />
        <tbody>
          {answer.stages.map((row) => (
            <StageTableRow key={row.number} row={row} held={row.number === constraint} formats={formats} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
