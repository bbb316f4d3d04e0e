import { z } from '@hono/zod-openapi';

/** The site that a token reads, and what it takes to send events to it. */
export const siteAnswerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** ISO 4217 code that money is reported in. */
    currency: z.string(),
    /** IANA name: days and weeks are those of this zone. */
    time_zone: z.string(),
    /** Public: may only write. */
    write_key: z.string(),
    /** Address of the tag, absolute or relative to the pages. */
    script: z.string(),
  })
  .openapi('SiteAnswer');
export type SiteAnswer = z.infer<typeof siteAnswerSchema>;
