import { useMemo } from 'react';
import { goTo, useSearch } from '../app/use-path.ts';
import { type MapView, parseView, viewQuery } from './map-view.ts';

/** The view of the page, which stands in the address, and the way to change it. */
export function useMapView(): [MapView, (change: Partial<MapView>) => void] {
  const search = useSearch();
  const view = useMemo(() => parseView(search), [search]);
  const change = (part: Partial<MapView>) => goTo(location.pathname + viewQuery({ ...view, ...part }));
  return [view, change];
}
