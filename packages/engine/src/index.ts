export * from './context.ts';
export * from './map/compiled-map.ts';
export * from './sql.ts';
