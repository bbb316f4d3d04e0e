import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { StageChart, type StageChartProps } from '../chart/StageChart.tsx';

/** Draws the picture off the screen, at a width of its own, and returns its markup as XML. */
export function chartMarkup(props: StageChartProps): string {
  const holder = document.createElement('div');
  const root = createRoot(holder);
  flushSync(() => root.render(<StageChart {...props} />));
  const svg = holder.querySelector('svg');
  const markup = svg === null ? '' : new XMLSerializer().serializeToString(svg);
  root.unmount();
  return markup;
}
