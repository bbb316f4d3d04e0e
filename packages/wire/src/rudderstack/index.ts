export * from './source-config.ts';
