import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { SiteAnswer } from '../../../src/api/site-answer.ts';
import { useMap } from '../api/use-map.ts';
import { createFormats } from '../format/formats.ts';
import { ScriptTag } from '../parts/ScriptTag.tsx';
import { useTitle } from '../parts/use-title.ts';
import { Counters } from './Counters.tsx';
import { FeedState } from './FeedState.tsx';
import { FeedTable } from './FeedTable.tsx';
import { JourneyPanel } from './JourneyPanel.tsx';
import type { LiveItem } from './live-item.ts';
import { MAX_ITEMS } from './live-item.ts';
import { useFeed } from './use-feed.ts';

/** Touchpoints as they arrive, each with its verdict; a row opens the journey it belongs to. */
export function LivePage({ site }: { site: SiteAnswer }) {
  useTitle(`Live · ${site.name}`);
  const formats = useMemo(() => createFormats(site), [site]);
  const map = useMap();
  const feed = useFeed();
  const [held, setHeld] = useState<LiveItem[] | null>(null);
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const opener = useRef<Element | null>(null);

  const all = held ?? feed.items;
  const wanted = useDeferredValue(filter.trim().toLowerCase());
  const items = all.filter(({ event }) => `${event.visitor} ${event.person}`.toLowerCase().includes(wanted));
  const waiting = held === null ? 0 : feed.items.findIndex(({ id }) => id === held[0]?.id);
  const choose = (visitor: string) => {
    opener.current = document.activeElement;
    setChosen(visitor);
  };
  const close = () => {
    setChosen(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  return (
    <div className="page">
      <h1>Live</h1>
      <Counters formats={formats} />
      <div className="controls">
        <FeedState status={feed.status} missed={feed.missed} />
        <button type="button" aria-pressed={held !== null} onClick={() => setHeld(held === null ? feed.items : null)}>
          {held === null ? '❚❚ Pause' : `▶ Go on${waiting > 0 ? ` (${waiting} new)` : ''}`}
        </button>
        <label>
          <span>Visitor</span>
          <input
            type="search"
            placeholder="part of an id"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
      </div>
      <div className={chosen === null ? 'live' : 'live with-journey'}>
        {chosen !== null && (
          <JourneyPanel visitor={chosen} items={feed.items} map={map.data} formats={formats} onClose={close} />
        )}
        <div className="feed-side">
          {items.length > 0 && (
            <FeedTable items={items} map={map.data} chosen={chosen} formats={formats} onChoose={choose} />
          )}
          {all.length >= MAX_ITEMS && <p className="hint">The newest {MAX_ITEMS} are shown.</p>}
          {all.length > 0 && items.length === 0 && (
            <p className="empty">
              None of the {all.length} events shown is of a visitor like “{filter}”.{' '}
              <button type="button" onClick={() => setFilter('')}>
                Show all
              </button>
            </p>
          )}
          {all.length === 0 && (
            <section className="empty" aria-labelledby="quiet">
              <h2 id="quiet">Nothing has arrived since the start</h2>
              <p>Put this one tag into the pages of your shop, then click about in it:</p>
              <ScriptTag site={site} />
            </section>
          )}
        </div>
      </div>
    </div>
  );
}
