export * from './create-collector.ts';
export { DIALECT_PATHS } from './dialects/dialect-routes.ts';
export { type Checkup, checkupSchema } from './doctor/checkup.ts';
export { serverOptions } from './gate/server-options.ts';
export { orderText } from './intake/clean-event.ts';
export * from './limits.ts';
export * from './logger.ts';
export { nodeListener } from './reception/node-listener.ts';
export { pinnedTag } from './serve/sdk-routes.ts';
