import type { SiteAnswer } from '../../../src/api/site-answer.ts';
import { NavLink } from '../app/NavLink.tsx';
import { ScriptTag } from '../parts/ScriptTag.tsx';
import type { MapView } from './map-view.ts';
import { viewText } from './view-text.ts';

/** What is shown. */
export interface EmptyMapProps {
  site: SiteAnswer;
  view: MapView;
  onChange(part: Partial<MapView>): void;
}

/** Nothing to draw: says why, and the next step. */
export function EmptyMap({ site, view, onChange }: EmptyMapProps) {
  return (
    <section className="empty" aria-labelledby="empty">
      <h1 id="empty">No journeys yet: {viewText(view)}</h1>
      {view.value !== null && (
        <p>
          <button type="button" onClick={() => onChange({ value: null })}>
            Show all journeys
          </button>
        </p>
      )}
      {view.days !== 30 && (
        <p>
          <button type="button" onClick={() => onChange({ days: 30 })}>
            Look back 30 days
          </button>
        </p>
      )}
      <p>Put this one tag into the pages of your shop, before the end of the head:</p>
      <ScriptTag site={site} />
      <p>
        Then open your shop and the <NavLink to="/live">live page</NavLink> side by side: your own click arrives there
        within two seconds.
      </p>
    </section>
  );
}
