// The second chunk, dp-vitals.js: how fast the page felt, as one event `web_vital` when the page is left.
import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';

/** Milliseconds, `cls` without a unit; only what was measured since the last report. */
let vitals: Record<string, number | string> | undefined;

const note = ({ name, value, navigationType }: Metric): void => {
  vitals ??= { navigation_type: navigationType };
  vitals[name.toLowerCase()] = Math.round(value * 1000) / 1000;
};

for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(note);
// Bubbling on the window comes last: by then every metric has had its final word. Leaving a page hides it, too.
addEventListener('visibilitychange', () => {
  if (vitals && document.visibilityState === 'hidden') {
    window.desirepath?.('event', 'web_vital', vitals);
    vitals = undefined;
  }
});
