export * from './seeded-random.ts';
export * from './simulated-disk.ts';
