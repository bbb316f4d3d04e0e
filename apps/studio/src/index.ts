export type { AccountingAnswer } from './api/accounting-answer.ts';
export type { MapAnswer } from './api/map-answer.ts';
export type { SiteAnswer } from './api/site-answer.ts';
export { createStudio } from './create-studio.ts';
export type { StudioOptions } from './options.ts';
