export * from './is-away.ts';
export * from './open-late.ts';
export * from './open-store.ts';
export * from './retention-days.ts';
export * from './store.ts';
export * from './store-error.ts';
export { MAX_NAMES } from './touchpoint-names.ts';
