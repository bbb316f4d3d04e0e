import type { ConstraintAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { figures, TableHead } from '../parts/TableHead.tsx';
import { TableScroll } from '../parts/TableScroll.tsx';

const COLUMNS = [
  { name: 'Stage' },
  figures('Orders a week'),
  figures('90 % interval'),
  figures('Worth'),
  figures('Probability'),
];

/** Every stage of the chain with what lifting it alone would release: any other link than the constraint moves little. */
export function CandidatesPanel({ answer, formats }: { answer: ConstraintAnswer; formats: Formats }) {
  const most = Math.max(0, ...answer.candidates.map(({ gain }) => gain));
  return (
    <section className="panel" aria-labelledby="candidates">
      <h2 id="candidates">Lifting one stage alone</h2>
      <TableScroll label="Gain of each stage">
        <table>
          <TableHead columns={COLUMNS} />
          <tbody>
            {answer.candidates.map((candidate) => {
              const held = candidate.number === answer.constraint?.number;
              // Where nearly all draws see no change, the mean of the few that do is no figure to show.
              const still = candidate.interval.every((bound) => Math.abs(bound) < 0.05);
              return (
                <tr key={candidate.number} className={held ? 'held' : undefined}>
                  <th scope="row">
                    {held && (
                      <>
                        <span aria-hidden="true">{'▼\u00a0'}</span>
                        <span className="visually-hidden">Constraint: </span>
                      </>
                    )}
                    {`${candidate.number}\u00a0${candidate.name}`}
                  </th>
                  <td className="number">
                    <progress max={Math.max(most, 1e-9)} value={Math.max(0, candidate.gain)} aria-hidden="true" />
                    {formats.figure(still ? 0 : candidate.gain)}
                  </td>
                  <td className="number">{formats.figureInterval(candidate.interval)}</td>
                  <td className="number">{still ? '–' : formats.money(candidate.gain_value)}</td>
                  <td className="number">{formats.probability(candidate.probability)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
      <p className="hint">
        Each stage restored to its reference while all others stay as they are. Gains do not add up: it is one chain.
      </p>
    </section>
  );
}
