import { z } from 'zod';

/**
 * Problem details of RFC 9457, the shape of every error that leaves an HTTP endpoint.
 * `detail` is one sentence that names the thing and the way out.
 */
export const problemSchema = z.object({
  /** `urn:desirepath:problem:<word>`; the last word is stable and made for programs. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** The offending field, and the value it had, shortened to 200 characters. */
  field: z.string().optional(),
  value: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/**
 * Makes a problem.
 * @param word the stable last word of its type, for example `wrong_write_key`
 * @example problem('body_too_large', 413, 'Body too large', 'The body has 2 MiB; send at most 1 MiB a request.')
 */
export function problem(
  word: string,
  status: number,
  title: string,
  detail: string,
  more: { field?: string; value?: unknown } = {},
): Problem {
  return {
    type: `urn:desirepath:problem:${word}`,
    title,
    status,
    detail,
    ...(more.field === undefined ? {} : { field: more.field }),
    ...(more.value === undefined ? {} : { value: String(more.value).slice(0, 200) }),
  };
}
