import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Trackers from npm, set up as their own documentation says for a shop: page views and clicks where they have them.
 * Each entry defines `bench(name, params)`.
 */
const RIVALS = {
  umami: {
    package: 'umami',
    // The whole application, of which only the tracker is wanted: it comes without what the rest depends on.
    isAlone: true,
    attributes: (origin) => `data-website-id="bench" data-host-url="${origin}/umami"`,
    entry: (_, home) => `import '${home}/src/tracker/index.js';
      window.bench = (name, params) => umami.track(name, params);`,
  },
  plausible: {
    package: '@plausible-analytics/tracker',
    entry: (origin) => `import { init, track } from '@plausible-analytics/tracker';
      init({ domain: 'shop.example', endpoint: '${origin}/plausible', captureOnLocalhost: true, outboundLinks: true, formSubmissions: true });
      window.bench = (name, params) => track(name, { props: { value: String(params.value), item: 'SKU1' } });`,
  },
  openpanel: {
    package: '@openpanel/web',
    entry: (origin) => `import { OpenPanel } from '@openpanel/web';
      const tracker = new OpenPanel({ clientId: 'bench', apiUrl: '${origin}/openpanel', trackScreenViews: true, trackOutgoingLinks: true, trackAttributes: true });
      window.bench = (name, params) => tracker.track(name, params);`,
  },
  snowplow: {
    package: '@snowplow/browser-tracker',
    entry: (origin) => `import { newTracker, trackPageView, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
      newTracker('sp', '${origin}', { appId: 'shop', bufferSize: 10 });
      trackPageView();
      window.bench = (name, params) => trackSelfDescribingEvent({ event: { schema: 'iglu:bench/' + name + '/jsonschema/1-0-0', data: params } });`,
  },
  segment: {
    package: '@segment/analytics-next',
    entry: (origin) => `import { AnalyticsBrowser } from '@segment/analytics-next';
      const to = { apiKey: 'bench', protocol: 'http', apiHost: '${origin.replace('http://', '')}/segment', deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout: 1000 } } };
      const analytics = AnalyticsBrowser.load({ writeKey: 'bench', cdnSettings: { integrations: { 'Segment.io': to } } }, { integrations: { 'Segment.io': to } });
      analytics.page();
      window.bench = (name, params) => analytics.track(name, params);`,
  },
  posthog: {
    package: 'posthog-js',
    entry: (origin) => `import posthog from 'posthog-js';
      posthog.init('phc_bench', { api_host: '${origin}/posthog', ui_host: '${origin}', defaults: '2025-05-24', advanced_disable_flags: true, disable_session_recording: true, disable_surveys: true, disable_external_dependency_loading: true, person_profiles: 'always', opt_out_useragent_filter: true, request_queue_config: { flush_interval_ms: 1000 } });
      window.bench = (name, params) => posthog.capture(name, params);`,
  },
};

/**
 * Installs the rivals and a bundler into a folder, outside of the workspace and its lockfile.
 * @param wanted their names; all of them by default
 * @returns a script each, as a shop would build it; those that cannot be had are told to `note` and left out
 */
export function buildRivals(folder, origin, note, wanted = Object.keys(RIVALS)) {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }');
  const require = createRequire(manifest);
  const npm = (...names) =>
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...names], {
      cwd: folder,
      stdio: 'ignore',
    });
  const unpack = (name, home) => {
    const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const file = execFileSync('npm', ['pack', '--silent', name], options).trim();
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', file, '-C', home, '--strip-components=1'], options);
  };
  const version = (home) => {
    const file = join(home, 'package.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
  };
  const installed = (name) => join(folder, 'node_modules', name);
  if (version(installed('esbuild')) === undefined) npm('esbuild');
  const { buildSync } = require(installed('esbuild'));
  const built = [];
  for (const name of wanted) {
    try {
      const rival = RIVALS[name];
      // npm takes away what it has not installed itself.
      const home = rival.isAlone ? join(folder, 'alone', name) : installed(rival.package);
      if (version(home) === undefined) rival.isAlone ? unpack(rival.package, home) : npm(rival.package);
      const entry = join(folder, `${name}.js`);
      writeFileSync(entry, rival.entry(origin, home));
      const { outputFiles } = buildSync({
        entryPoints: [entry],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: 'es2020',
        define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
        logLevel: 'silent',
      });
      built.push({
        name,
        version: `${rival.package} ${version(home)}`,
        attributes: rival.attributes?.(origin) ?? '',
        text: Buffer.from(outputFiles[0].contents),
      });
    } catch (error) {
      note(`${name} is left out: ${String(error).split('\n')[0]}`);
    }
  }
  return built;
}
