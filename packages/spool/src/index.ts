export * from './node-files.ts';
export * from './open-spool.ts';
export type { Position } from './position.ts';
export * from './spool.ts';
export * from './spool-error.ts';
export * from './spool-files.ts';
