import type { ConstraintAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { plural } from '../format/plural.ts';
import type { MapView, PeriodDays } from './map-view.ts';
import { ReleaseFigures } from './ReleaseFigures.tsx';

/** What is shown. */
export interface HeadlineProps {
  answer: ConstraintAnswer;
  /** The period looked at. */
  days: PeriodDays;
  formats: Formats;
  onChange(part: Partial<MapView>): void;
}

/** The answer in one sentence: what holds the chain back, or that nothing clearly does. */
export function Headline({ answer, days, formats, onChange }: HeadlineProps) {
  const { constraint, sentence, caveats, throughput } = answer;
  return (
    <section className={constraint === null ? 'headline' : 'headline found'} aria-labelledby="answer">
      <p className="headline-label">
        <span aria-hidden="true">{constraint === null ? '◇ ' : '▼ '}</span>
        {constraint === null ? 'No clear constraint' : 'Constraint'}
      </p>
      <h1 id="answer">{sentence.replace(/(\d) (%|[A-Z]{3}\b)/g, '$1\u00a0$2')}</h1>
      {constraint === null ? (
        <p className="hint">
          The chain delivers {formats.figure(throughput)} {plural(Number(formats.figure(throughput)), 'order')} a week.
          A stage is named when it is the constraint with a probability of 80 % or more and lifting it would release 3 %
          or more.
        </p>
      ) : (
        <ReleaseFigures candidate={constraint} throughput={throughput} formats={formats} />
      )}
      {caveats.length > 0 && (
        <ul className="caveats" aria-label="What the data cannot say">
          {caveats.map((caveat) => (
            <li key={caveat}>{caveat}</li>
          ))}
        </ul>
      )}
      {constraint === null && days > 7 && (
        <p>
          <button type="button" onClick={() => onChange({ days: 7 })}>
            Judge the last 7 days instead
          </button>
          <span className="hint"> A shorter period leaves more history to compare it with.</span>
        </p>
      )}
    </section>
  );
}
