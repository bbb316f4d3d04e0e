import { useEffect, useRef } from 'react';
import type { MapAnswer } from '../../../src/api/map-answer.ts';
import type { Formats } from '../format/formats.ts';
import { shortId } from '../format/short-id.ts';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Loading } from '../parts/Loading.tsx';
import { JourneyView } from './JourneyView.tsx';
import type { LiveItem } from './live-item.ts';
import { useJourneys } from './use-journeys.ts';

/** What is shown. */
export interface JourneyPanelProps {
  visitor: string;
  /** The feed: an event of this visitor in it is a reason to look again. */
  items: readonly LiveItem[];
  map: MapAnswer | undefined;
  formats: Formats;
  onClose(): void;
}

/** The journeys of a visitor so far, growing while one looks. Escape closes it. */
export function JourneyPanel({ visitor, items, map, formats, onClose }: JourneyPanelProps) {
  const answer = useJourneys(visitor, items);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another visitor is another panel to read from its top
  useEffect(() => heading.current?.focus(), [visitor]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  const journeys = answer.isPlaceholderData ? undefined : answer.data;
  return (
    <aside className="panel journey" aria-labelledby="journey">
      <header>
        <h2 id="journey" ref={heading} tabIndex={-1} title={visitor}>
          Visitor {shortId(visitor)}
        </h2>
        <button type="button" className="quiet" onClick={onClose}>
          ✕ Close
        </button>
      </header>
      {answer.isError && <ErrorNotice error={answer.error} retry={() => void answer.refetch()} />}
      {journeys === undefined && !answer.isError && <Loading what="Reading the journey" />}
      {journeys?.journeys.length === 0 && (
        <p className="hint">
          No journey yet. Only stored touchpoints make one; rejected events, bots and signals such as page speed do not.
        </p>
      )}
      {journeys?.journeys.map((journey) => (
        <JourneyView key={journey.number} journey={journey} map={map} formats={formats} />
      ))}
      {journeys?.next != null && (
        <p className="hint">
          The newest {journeys.journeys.length} of {formats.count(journeys.total)} journeys are shown.
        </p>
      )}
    </aside>
  );
}
