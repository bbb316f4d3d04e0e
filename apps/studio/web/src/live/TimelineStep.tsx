import type { Journey } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';

/** What is shown. */
export interface TimelineStepProps {
  number: number;
  step: Journey['touchpoints'][number];
  /** Whether a session begins here. */
  opensSession: boolean;
  /** Its name on the map; undefined where the map has no such touchpoint. */
  name: string | undefined;
  formats: Formats;
}

/** One touchpoint of a journey. */
export function TimelineStep({ number, step, opensSession, name, formats }: TimelineStepProps) {
  return (
    <li className={step.stage === 0 ? 'step off-map' : 'step'}>
      {opensSession && (
        <span className="session">
          Session {step.session}, {formats.day(step.time)}
        </span>
      )}
      <span className="step-number">{number}</span>
      <span className="step-name">
        {name ?? step.touchpoint}
        <span className="hint">{step.stage === 0 ? ' not on the map' : ` stage ${step.stage}`}</span>
      </span>
      <time dateTime={step.time}>{formats.clock(step.time)}</time>
    </li>
  );
}
