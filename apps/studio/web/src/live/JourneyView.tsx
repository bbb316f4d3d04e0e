import type { Journey } from '@desirepath/schema';
import type { MapAnswer } from '../../../src/api/map-answer.ts';
import type { Formats } from '../format/formats.ts';
import { plural } from '../format/plural.ts';
import { TimelineStep } from './TimelineStep.tsx';

/** What is shown. */
export interface JourneyViewProps {
  journey: Journey;
  map: MapAnswer | undefined;
  formats: Formats;
}

/** Touchpoints shown of a long journey: its newest. */
const MAX_STEPS = 100;

/** One journey: where it got, and its touchpoints one by one, numbered, cut into sessions. */
export function JourneyView({ journey, map, formats }: JourneyViewProps) {
  const { touchpoints } = journey;
  const hidden = Math.max(0, touchpoints.length - MAX_STEPS);
  const stage = map?.stages.find(({ number }) => number === journey.stage);
  const facts = [
    stage === undefined ? 'not on the map yet' : `got to stage ${stage.number}, ${stage.name}`,
    [journey.device, journey.channel, journey.country].filter((word) => word !== '').join(', '),
    journey.orders === 0
      ? ''
      : `${formats.count(journey.orders)} ${plural(journey.orders, 'order')}, ${formats.price(journey.value)}`,
    journey.visitors.length > 1 ? `${journey.visitors.length} devices` : '',
  ].filter((fact) => fact !== '');
  return (
    <section className="journey-view">
      <h3>
        Journey {journey.number}
        {journey.reached_goal && (
          <span className="verdict good">
            {' '}
            <span aria-hidden="true">⚑</span> goal reached
          </span>
        )}
      </h3>
      <p className="hint">{facts.join(' · ')}</p>
      {hidden > 0 && (
        <p className="hint">
          {formats.count(hidden)} earlier {plural(hidden, 'touchpoint')} not shown.
        </p>
      )}
      <ol className="timeline" start={hidden + 1}>
        {touchpoints.slice(hidden).map((step, index) => (
          <TimelineStep
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the journey is what it is known by
            key={hidden + index}
            number={hidden + index + 1}
            step={step}
            opensSession={step.session !== touchpoints[hidden + index - 1]?.session || index === 0}
            name={map?.touchpoints.find(({ id }) => id === step.touchpoint)?.name}
            formats={formats}
          />
        ))}
      </ol>
    </section>
  );
}
