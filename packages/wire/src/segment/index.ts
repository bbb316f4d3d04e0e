export * from './open-segment.ts';
export type { SegmentType } from './read-message.ts';
export * from './segment-table.ts';
export * from './settings.ts';
