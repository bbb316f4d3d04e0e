// The hosted file, dp.js: everything it needs to know stands on its own script element.
import type { Browser } from './browser.ts';
import { collectorUrl } from './collector-url.ts';
import type { Consent } from './desirepath.ts';
import { loadChunks } from './load-chunks.ts';
import { startTracker } from './tracker.ts';

const script = (document.currentScript ?? document.querySelector('script[data-site]')) as HTMLScriptElement | null;
const page = window as Browser;
if (script?.dataset.site && !page.desirepath?.v) {
  const { site, endpoint, consent, hash, domains, cookieless, vitals, experience, survey } = script.dataset;
  startTracker(page, {
    site,
    url: collectorUrl(endpoint, script.src),
    consent: consent as Consent | undefined,
    hash: hash != null,
    domains: domains?.split(/[ ,]+/),
    cookieless: cookieless != null,
  });
  loadChunks(
    page,
    script,
    [vitals || 'dp-vitals.js', experience || 'dp-experience.js', survey && 'dp-survey.js'].filter(
      (file) => file && file !== 'off',
    ) as string[],
  );
}
