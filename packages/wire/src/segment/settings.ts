/**
 * What `analytics-next` asks for before it sends anything: one destination, this collector, to which it speaks at `/v1`. Without
 * the plan's default it would hold events back.
 *
 * @param host host and port of the collector, as the browser reaches it
 * @param protocol `http` or `https`
 */
export function segmentSettings(writeKey: string, host: string, protocol: string): object {
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: `${host}/v1`,
        protocol,
        unbundledIntegrations: [],
        addBundledMetadata: false,
      },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } }, identify: {}, group: {} },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    // No reports about itself to anybody.
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
