import type { ConstraintCandidate } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { figures, TableHead } from '../parts/TableHead.tsx';
import { TableScroll } from '../parts/TableScroll.tsx';
import { DIMENSION_NAMES, segmentName } from './dimension-names.ts';
import type { MapView } from './map-view.ts';

/** What is shown. */
export interface GapPanelProps {
  candidate: ConstraintCandidate;
  view: MapView;
  formats: Formats;
}

const FIGURES = ['Entered', 'Now', 'Reference', 'Orders a week'].map((name) => figures(name));

/** In which segments the constraint sits. */
export function GapPanel({ candidate, view, formats }: GapPanelProps) {
  return (
    <section className="panel" aria-labelledby="gap">
      <h2 id="gap">Where it sits</h2>
      <TableScroll label="Segments of the constraint">
        <table>
          <TableHead columns={[{ name: DIMENSION_NAMES[view.dimension] }, ...FIGURES]} />
          <tbody>
            {candidate.segments.slice(0, 6).map((segment) => (
              <tr key={segment.segment}>
                <th scope="row">{segmentName(segment.segment)}</th>
                <td className="number">{formats.count(segment.entered)}</td>
                <td className="number">{formats.share(segment.conversion)}</td>
                <td className="number">{formats.share(segment.reference_conversion)}</td>
                <td className="number">{formats.figure(segment.gain)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {candidate.segments.length > 6 && (
        <p className="hint">The six that hold most of it, of {formats.count(candidate.segments.length)}.</p>
      )}
      <p className="hint">
        Counted along the chain: journeys whose earlier stages went on within their windows, so figures may differ a
        little from the table of all who entered. The gain is an association until an experiment shows it.
        {candidate.regret >= 1 &&
          ` Should another stage be the constraint after all, repairing this one forgoes ${formats.figure(candidate.regret)} orders a week on average.`}
      </p>
    </section>
  );
}
