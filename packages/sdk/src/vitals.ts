// The second chunk, dp-vitals.js: how fast the page felt, as one event `web_vital` when the page is left.
import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';

/** Milliseconds, `cls` without a unit; only what was measured since the last report. */
let vitals: Record<string, number | string> | undefined;

const report = (): void => {
  if (vitals) window.desirepath?.('event', 'web_vital', vitals);
  vitals = undefined;
};
const hide = (): void => {
  if (document.visibilityState === 'hidden') report();
};
const note = ({ name, value, navigationType }: Metric): void => {
  vitals ??= { navigation_type: navigationType };
  vitals[name.toLowerCase()] = Math.round(value * 1000) / 1000;
  // Some metrics are final only after the listener below has run.
  queueMicrotask(hide);
};

for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(note);
addEventListener('visibilitychange', hide);
addEventListener('pagehide', report);
