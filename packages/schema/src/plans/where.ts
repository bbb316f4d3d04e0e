import { z } from 'zod';

/** A touchpoint's id or an event name, or any of several. */
export const namesSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(20)]);

/**
 * What a property has to be: one of the texts (`*` stands for any characters), or all that an object asks. Texts in an
 * object are taken as they are, stars included.
 */
const wantedSchema = z.union([
  z.string().max(500),
  z.array(z.string().max(500)).min(1).max(50),
  z
    .strictObject({
      /** A number in the range, ends included. What is no number is in no range. */
      min: z.number().optional(),
      max: z.number().optional(),
      /** Exactly one of these, or none of these; an event without the property is `not` anything. */
      is: z.array(z.string().max(500)).min(1).max(200).optional(),
      not: z.array(z.string().max(500)).min(1).max(200).optional(),
      contains: z.string().min(1).max(500).optional(),
      /** Whether the event has the property at all; an empty text is none. */
      exists: z.boolean().optional(),
    })
    .refine((wanted) => Object.values(wanted).some((value) => value !== undefined), {
      error: 'needs one of "min", "max", "is", "not", "contains" and "exists"',
    }),
]);
export type WantedValue = z.infer<typeof wantedSchema>;

/**
 * What one event must be, by property: `props.<name>`, `nums.<name>`, `items.<id, name, brand, category, variant, price or
 * quantity>` (any item will do; `not` and `exists: false` look at all of them), or a column such as `path` or `country`.
 */
export const eventConditionSchema = z.record(z.string().min(1).max(200), wantedSchema);
export type EventCondition = z.infer<typeof eventConditionSchema>;

/** Something that a journey must have, or must not have, among its touchpoints. */
const journeyConditionSchema = z.strictObject({
  /** Only these touchpoints are looked at; all where left out. */
  touchpoint: namesSchema.optional(),
  /** What the event behind one of them must be. */
  event: eventConditionSchema.optional(),
  /** No such touchpoint at all. */
  never: z.boolean().default(false),
});
export type JourneyCondition = z.infer<typeof journeyConditionSchema>;

/**
 * Journeys that have an event that meets all of it; or, as a list, all of the conditions, each by an event of its own
 * choice.
 */
export const whereSchema = z.union([
  z.array(journeyConditionSchema).min(1).max(10),
  eventConditionSchema.refine((where) => Object.keys(where).length > 0, { error: 'needs a property' }),
]);
export type Where = z.infer<typeof whereSchema>;

/** What an answer can be broken down by beside the dimensions: a property of events or of their items. */
export const propertySchema = z
  .string()
  .max(200)
  .regex(
    /^(props|nums)\..+$|^items\.(id|name|brand|category|variant)$/s,
    'must be a dimension, props.<name>, nums.<name> or items.<id, name, brand, category or variant>',
  );
