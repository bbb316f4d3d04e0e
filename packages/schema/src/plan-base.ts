import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { propertySchema, whereSchema } from './plans/where.ts';

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

/** What answers are broken down by: a dimension, or a property as the first touchpoint that tells it says. */
export const breakdownSchema = z.union([dimensionSchema, propertySchema]);
export type Breakdown = z.infer<typeof breakdownSchema>;

const NO_PERIOD = 'must be such as { "last": "7d" } or { "from": "2026-03-01T00:00:00Z" }';
/** Says so of a text or a number; what is wrong inside says itself what it is. */
const error = ({ code }: { code?: string }): string | undefined => (code === 'invalid_type' ? NO_PERIOD : undefined);

/** A closed-open span of time: everything, `{ last: '7d' }`, or ISO moments `{ from, to }` of which either may lack. */
export const periodSchema = z.union([
  z.strictObject({ last: durationSchema }, { error }),
  z.strictObject(
    {
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
    },
    { error },
  ),
]);
export type Period = z.infer<typeof periodSchema>;

/** Journeys (or sessions) whose dimension has one of the values; several dimensions must all hold. */
export const filterSchema = z.partialRecord(dimensionSchema, z.array(z.string()).min(1).max(200));
export type Filter = z.infer<typeof filterSchema>;

/** Which journeys a question is about. */
export const narrowed = {
  filter: filterSchema.optional(),
  /** By what happened in them: properties of their events. For sessions: of the session's events. */
  where: whereSchema.optional(),
  /** A segment that is saved in the map, by id; or several, of which all must hold. */
  segment: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(6)]).optional(),
};

/** What the steps of the chain are judged by. */
export const judging = {
  /**
   * `auto` takes the map's target where a stage has one, else history. `segments`: what the better segments reach, the
   * 80th percentile of all, drawn towards their mean as far as they are small.
   */
  reference: z.enum(['auto', 'target', 'history', 'segments']).default('auto'),
  /** How many periods of the same length, each whole weeks before the judged one, make the history. */
  history: z.number().int().min(1).max(52).default(8),
};

/** How gains are drawn: how often, and from which beginning, so that the same question has the same answer. */
export const drawing = {
  draws: z.number().int().min(200).max(20_000).default(4000),
  seed: z.number().int().min(0).default(1),
};

/** What every question about journeys takes. */
export const planBase = {
  /** Journeys that began in it. For sessions: sessions that began in it. */
  period: periodSchema.optional(),
  ...narrowed,
};
/** Entries of a list. */
export const limitSchema = z.number().int().min(1).max(10_000);
