export * from './open-store.ts';
export * from './store.ts';
export * from './store-error.ts';
