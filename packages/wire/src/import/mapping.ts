import { timeZoneSchema } from '@desirepath/schema';
import { z } from 'zod';
import { isTimeFormat } from './time-reader.ts';

const columnSchema = z.string().min(1);

/** Where a field comes from: a column's name, a column whose values are translated, or one value for every row. */
const sourceSchema = z.union([
  columnSchema,
  z.strictObject({
    column: columnSchema,
    /** What the column says -> what the event shall say. */
    values: z.record(z.string(), z.string()).optional(),
    /** Values that are not listed: kept as they are, left empty, or the row is rejected. */
    otherwise: z.enum(['keep', 'empty', 'reject']).default('keep'),
  }),
  z.strictObject({ constant: z.string() }),
]);
/** Where a field of an event comes from. */
export type FieldSource = z.infer<typeof sourceSchema>;

/** Fields of an event that are plain texts in a table too. */
export const TEXT_FIELDS = [
  'session',
  'user_id',
  'url',
  'title',
  'referrer',
  'source',
  'medium',
  'campaign',
  'term',
  'content',
  'click_id',
  'channel',
  'device',
  'browser',
  'os',
  'country',
  'language',
  'order_id',
  'value',
  'currency',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

const textFields = Object.fromEntries(TEXT_FIELDS.map((field) => [field, sourceSchema.optional()])) as Record<
  TextField,
  z.ZodOptional<typeof sourceSchema>
>;

/**
 * How the rows of a table become events: a YAML or JSON file.
 *
 * @example
 * ```yaml
 * visitor: user_id
 * time: { column: timestamp, format: 'YYYY-MM-DD HH:mm:ss', zone: UTC }
 * name: { column: event, values: { product_view: view_item, cart: view_cart } }
 * device: platform
 * currency: { constant: USD }
 * props: [user_cohort]
 * ```
 */
export const mappingSchema = z
  .strictObject({
    visitor: sourceSchema.optional(),
    time: z.strictObject({
      column: columnSchema,
      format: z
        .string()
        .refine(isTimeFormat, {
          error: 'is not a time format; write iso, unix_s, unix_ms or a pattern such as YYYY-MM-DD HH:mm:ss',
        })
        .default('iso'),
      /** Zone of times that do not say theirs. */
      zone: timeZoneSchema.default('UTC'),
    }),
    name: sourceSchema,
    /** Orders rows of one visitor and moment; by default the row's place in the file does. */
    seq: columnSchema.optional(),
    ...textFields,
    /** A column that lists article numbers. */
    items: z.strictObject({ column: columnSchema, separator: z.string().min(1).default('|') }).optional(),
    /** Columns that become properties: a list of columns, or property name -> column. */
    props: z.union([z.array(columnSchema), z.record(z.string().min(1), columnSchema)]).default([]),
  })
  .refine((mapping) => mapping.visitor !== undefined || mapping.user_id !== undefined, {
    error: 'needs `visitor` or `user_id`: without either, no row belongs to anybody',
    path: ['visitor'],
  });
/** A validated mapping, defaults filled in. */
export type Mapping = z.infer<typeof mappingSchema>;
/** A mapping as a file may write it. */
export type MappingInput = z.input<typeof mappingSchema>;

/** Properties of a mapping as pairs of property name and column. */
export function mappedProps(mapping: Mapping): [name: string, column: string][] {
  return Array.isArray(mapping.props) ? mapping.props.map((column) => [column, column]) : Object.entries(mapping.props);
}

/** Every column that a mapping reads, once each, in the mapping's order. */
export function mappedColumns(mapping: Mapping): string[] {
  const columns = [mapping.time.column];
  for (const field of ['visitor', 'name', ...TEXT_FIELDS] as const) {
    const source = mapping[field];
    if (typeof source === 'string') columns.push(source);
    else if (source !== undefined && 'column' in source) columns.push(source.column);
  }
  if (mapping.seq !== undefined) columns.push(mapping.seq);
  if (mapping.items !== undefined) columns.push(mapping.items.column);
  for (const [, column] of mappedProps(mapping)) columns.push(column);
  return [...new Set(columns)];
}
