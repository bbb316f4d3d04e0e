/**
 * What posthog-js asks for before it sends anything: every extra that would load code or record the screen is off, the elements of
 * a page are not watched, and bodies may be compressed.
 */
export function posthogConfig(token: string): object {
  return {
    token,
    supportedCompression: ['gzip', 'gzip-js'],
    hasFeatureFlags: false,
    autocapture_opt_out: true,
    captureDeadClicks: false,
    capturePerformance: false,
    autocaptureExceptions: false,
    errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
    analytics: { endpoint: '/e/' },
    elementsChainAsString: true,
    sessionRecording: false,
    heatmaps: false,
    surveys: false,
    conversations: false,
    logs: { captureConsoleLogs: false },
    productTours: false,
    defaultIdentifiedOnly: true,
    siteApps: [],
    siteAppsJS: [],
    isAuthenticated: false,
    toolbarParams: {},
  };
}

/** The answer to `/flags` and `/decide`: there are no feature flags. */
export function posthogFlags(): object {
  return {
    flags: {},
    featureFlags: {},
    featureFlagPayloads: {},
    errorsWhileComputingFlags: false,
    supportedCompression: ['gzip', 'gzip-js'],
    sessionRecording: false,
    autocapture_opt_out: true,
    isAuthenticated: false,
    toolbarParams: {},
    config: { enable_collect_everything: false },
    siteApps: [],
  };
}
