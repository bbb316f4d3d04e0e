import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMap } from '../api/use-map.ts';
import { recomputingText } from './recomputing-text.ts';

/** Says that the map has changed and how far its journeys are made; when they are there, the pages ask again. */
export function RecomputingNote() {
  const state = useMap().data?.recomputing ?? null;
  const client = useQueryClient();
  const since = useRef<{ at: number; done: number } | null>(null);
  useEffect(() => {
    if (state === null && since.current !== null) {
      since.current = null;
      void client.invalidateQueries();
    } else if (state !== null) since.current ??= { at: Date.now(), done: state.done };
  }, [state, client]);
  if (state === null) return null;
  return (
    <p className="hint recomputing" role="status">
      <progress max={state.total} value={state.done} aria-label="Journeys made for the changed map" />{' '}
      {recomputingText(state, since.current, Date.now())}
    </p>
  );
}
