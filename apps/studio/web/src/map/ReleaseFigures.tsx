import type { ConstraintCandidate } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';

/** What is shown. */
export interface ReleaseFiguresProps {
  candidate: ConstraintCandidate;
  /** Orders a week now. */
  throughput: number;
  formats: Formats;
}

/** What restoring the stage would release, with how sure that is and against what it is held. */
export function ReleaseFigures({ candidate, throughput, formats }: ReleaseFiguresProps) {
  const signed = (value: number) => `${value > 0 ? '+' : ''}${formats.figure(value)}`;
  return (
    <dl className="figures">
      <div>
        <dt>Orders a week</dt>
        <dd className="strong">{signed(candidate.gain)}</dd>
        <dd className="hint">
          90 % interval {formats.figureInterval(candidate.interval)}; now {formats.figure(throughput)}
        </dd>
      </div>
      <div>
        <dt>Worth a week</dt>
        <dd className="strong">{formats.money(candidate.gain_value)}</dd>
        <dd className="hint">at the orders' present value</dd>
      </div>
      <div>
        <dt>Probability</dt>
        <dd className="strong">{formats.probability(candidate.probability)}</dd>
        <dd className="hint">that this stage has the largest gain</dd>
      </div>
      <div>
        <dt>Conversion</dt>
        <dd className="strong">
          {formats.share(candidate.conversion)} <span aria-hidden="true">→</span>
          <span className="visually-hidden">could be</span> {formats.share(candidate.reference_conversion)}
        </dd>
        <dd className="hint">reference: {candidate.reference.text}</dd>
      </div>
    </dl>
  );
}
