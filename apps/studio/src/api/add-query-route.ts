import { planSchema, problem } from '@desirepath/schema';
import type { ApiParts } from './api-parts.ts';
import { apiSchemas } from './api-schemas.ts';
import { ProblemError } from './problem-error.ts';
import { routeResponses } from './route-responses.ts';
import { validationProblem } from './validation-problem.ts';

/** A plan of 64 steps with 20 alternatives each, and filters of 200 values, fits four times. */
const MAX_BODY = 256 * 1024;

/** `POST /query`: a plan in, its answer out. The body is read by hand, so that broken JSON gets a sentence of its own. */
export function addQueryRoute({ app, ask }: ApiParts): void {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/query',
    summary: 'Answers a question',
    request: { body: { required: true, content: { 'application/json': { schema: apiSchemas.plan } } } },
    responses: routeResponses('The answer, of the same kind as the plan', apiSchemas.answer),
  });
  app.post('/query', async (c) => {
    const plan = planSchema.safeParse(parseBody(await c.req.text()));
    if (!plan.success) throw new ProblemError(validationProblem('bad_plan', 'plan', plan.error, await c.req.json()));
    return c.json(await ask(c.get('site').id, plan.data));
  });
}

function parseBody(text: string): unknown {
  if (text.length > MAX_BODY) {
    throw new ProblemError(
      problem(
        'body_too_large',
        413,
        'Body too large',
        `The plan has ${text.length} characters; at most ${MAX_BODY} fit.`,
      ),
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProblemError(
      problem('bad_json', 400, 'Bad JSON', `The body is not JSON (${why}); send a plan such as {"plan":"stages"}.`),
    );
  }
}
