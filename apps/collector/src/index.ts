export * from './create-collector.ts';
export { DIALECT_PATHS } from './dialects/dialect-routes.ts';
export * from './limits.ts';
export * from './logger.ts';
