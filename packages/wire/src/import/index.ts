export * from './ga360-hit.ts';
export * from './import-id.ts';
export * from './mapping.ts';
export * from './occurrences.ts';
export * from './row-mapper.ts';
export * from './snowplow-enriched.ts';
export * from './time-reader.ts';
