export * from './browser.ts';
export * from './clickhouse-server.ts';
export * from './event-row.ts';
export * from './free-port.ts';
export * from './temp-dir.ts';
