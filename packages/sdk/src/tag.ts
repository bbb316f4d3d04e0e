// The hosted file, dp.js: everything it needs to know stands on its own script element.
import type { Browser } from './browser.ts';
import type { Consent } from './desirepath.ts';
import { loadChunks } from './load-chunks.ts';
import { startTracker } from './tracker.ts';

const script = (document.currentScript ?? document.querySelector('script[data-site]')) as HTMLScriptElement | null;
const page = window as Browser;
if (script?.dataset.site && !page.desirepath?.v) {
  const { site, endpoint, consent, hash, domains, cookieless, vitals, experience, survey } = script.dataset;
  // Beside the script by default, so it also works under a path of the shop and under any file name.
  startTracker(page, {
    site,
    url: (endpoint ? `${endpoint}/` : script.src).replace(/\/+[^/]*([?#].*)?$/, '/v1/events'),
    consent: consent as Consent | undefined,
    hash: hash !== undefined,
    domains: domains?.split(/[ ,]+/),
    cookieless: cookieless !== undefined,
  });
  loadChunks(
    page,
    script,
    [vitals || 'dp-vitals.js', experience || 'dp-experience.js', survey && 'dp-survey.js'].filter(
      (file): file is string => !!file && file !== 'off',
    ),
  );
}
