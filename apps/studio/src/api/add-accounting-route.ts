import { createRoute, z } from '@hono/zod-openapi';
import { type AccountingGroup, accountingAnswer, accountingAnswerSchema } from './accounting-answer.ts';
import { accountingSpan } from './accounting-span.ts';
import { accountingSql } from './accounting-sql.ts';
import type { ApiParts } from './api-parts.ts';
import { routeResponses } from './route-responses.ts';

/** `GET /accounting`: received = stored + rejected + duplicate + bot + limited, by minute or hour of receipt. */
export function addAccountingRoute({ app, options, now }: ApiParts): void {
  const route = createRoute({
    method: 'get',
    path: '/accounting',
    summary: 'What became of the received events',
    request: {
      query: z.object({
        by: z.enum(['minute', 'hour']).default('minute'),
        from: z.iso.datetime({ offset: true }).optional(),
        to: z.iso.datetime({ offset: true }).optional(),
        site: z.string().optional(),
      }),
    },
    responses: routeResponses('The counts', accountingAnswerSchema),
  });
  app.openapi(route, async (c) => {
    const { id } = c.get('site');
    const span = accountingSpan(c.req.valid('query'), now());
    const groups = await options.store.read<AccountingGroup>(accountingSql(id, span));
    return c.json(accountingAnswer(id, span, groups), 200);
  });
}
