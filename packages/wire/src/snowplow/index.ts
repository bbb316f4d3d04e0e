export * from './open-snowplow.ts';
export * from './snowplow-table.ts';
