export * from './open-posthog.ts';
export * from './posthog-table.ts';
export * from './stubs.ts';
