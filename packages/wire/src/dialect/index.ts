export type { OpenedBody, Opening } from './opened-body.ts';
