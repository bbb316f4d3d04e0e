export * from './import/index.ts';
export * from './native/index.ts';
