import type { ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

/** Px a stage takes in a saved picture, whatever the screen. */
export const SAVED_COLUMN = 180;

/** Draws a picture off the screen, at a width of its own, and returns its markup as XML. */
export function chartMarkup(chart: ReactElement): string {
  const holder = document.createElement('div');
  const root = createRoot(holder);
  flushSync(() => root.render(chart));
  const svg = holder.querySelector('svg');
  const markup = svg === null ? '' : new XMLSerializer().serializeToString(svg);
  root.unmount();
  return markup;
}
