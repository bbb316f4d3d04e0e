import type { ConstraintAnswer } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { ReleaseFigures } from './ReleaseFigures.tsx';

/** The answer in one sentence: what holds the chain back, or that nothing clearly does. */
export function Headline({ answer, formats }: { answer: ConstraintAnswer; formats: Formats }) {
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
          The chain delivers {formats.figure(throughput)} orders a week. A stage is named when it is the constraint with
          a probability of 80% or more and lifting it would release 3% or more.
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
    </section>
  );
}
