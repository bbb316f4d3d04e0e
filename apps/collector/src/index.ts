export * from './create-collector.ts';
export * from './limits.ts';
export * from './logger.ts';
