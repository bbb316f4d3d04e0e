import { useState } from 'react';
import { type MapView, parseView, viewQuery } from './map-view.ts';

/** The view of the page and the way to change it; the address follows. */
export function useMapView(): [MapView, (change: Partial<MapView>) => void] {
  const [view, setView] = useState(() => parseView(location.search));
  const change = (part: Partial<MapView>) => {
    const next = { ...view, ...part };
    setView(next);
    history.replaceState(null, '', location.pathname + viewQuery(next));
  };
  return [view, change];
}
