/**
 * What `@rudderstack/analytics-js` asks `/sourceConfig` before it sends anything: a source without destinations in the browser,
 * so that every event comes here.
 */
export function rudderSourceConfig(site: string, writeKey: string): object {
  return {
    source: {
      id: site,
      name: site,
      writeKey,
      enabled: true,
      workspaceId: site,
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      destinations: [],
      connections: [],
      dataplanes: {},
    },
    consentManagementMetadata: { providers: [] },
    updatedAt: '1970-01-01T00:00:00.000Z',
  };
}
