import { z } from 'zod';
import { durationSchema } from './duration.ts';

/** Columns of a journey that answers can be filtered and broken down by. */
export const DIMENSIONS = [
  'device',
  'channel',
  'source',
  'campaign',
  'country',
  'browser',
  'os',
  'landing',
  'returning',
] as const;
export const dimensionSchema = z.enum(DIMENSIONS);
export type Dimension = (typeof DIMENSIONS)[number];

/** A closed-open span of time: everything, `{ last: '7d' }`, or ISO moments `{ from, to }` of which either may lack. */
export const periodSchema = z.union([
  z.strictObject({ last: durationSchema }),
  z.strictObject({
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
  }),
]);
export type Period = z.infer<typeof periodSchema>;

/** Journeys (or sessions) whose dimension has one of the values; several dimensions must all hold. */
export const filterSchema = z.partialRecord(dimensionSchema, z.array(z.string()).min(1).max(200));
export type Filter = z.infer<typeof filterSchema>;

/** What every question about journeys takes. */
export const planBase = {
  /** Journeys that began in it. For sessions: sessions that began in it. */
  period: periodSchema.optional(),
  filter: filterSchema.optional(),
};
/** Entries of a list. */
export const limitSchema = z.number().int().min(1).max(10_000);
