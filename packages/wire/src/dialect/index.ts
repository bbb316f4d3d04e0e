export * from './mentions.ts';
export type { OpenedBody, Opening } from './opened-body.ts';
