export * from '../normalise/clean-text.ts';
export { scrubRaw } from '../normalise/scrub-raw.ts';
export * from '../normalise/scrub-row.ts';
export { scrubText } from '../normalise/scrub-text.ts';
export * from '../normalise/wire-context.ts';
export * from './check-envelope.ts';
export * from './event-id-of.ts';
export * from './open-native.ts';
export { parseNative } from './parse-native.ts';
