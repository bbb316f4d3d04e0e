import { problem } from '@desirepath/schema';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { ProblemError } from './problem-error.ts';
import type { TokenIndex } from './token-index.ts';

/**
 * Lets through who shows a token, and puts its site into the context. A call may name the site it means (`?site=`): a
 * script with the wrong token then gets a 403 instead of another shop's figures.
 */
export function authenticate(tokens: TokenIndex): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined) {
      throw new ProblemError(
        problem('no_token', 401, 'No token', 'Send an API token of the site as "Authorization: Bearer <token>".'),
      );
    }
    const found = tokens(token);
    if (found === undefined) {
      throw new ProblemError(
        problem(
          'wrong_token',
          401,
          'Wrong token',
          'No site lists this API token; sites.yaml holds the SHA-256 of each.',
        ),
      );
    }
    const asked = c.req.query('site');
    if (asked !== undefined && asked !== found.site.id) {
      throw new ProblemError(
        problem(
          'wrong_site',
          403,
          'Wrong site',
          `This token reads the site "${found.site.id}"; use a token of the site that you name.`,
          { field: 'site', value: asked },
        ),
      );
    }
    c.set('site', found.site);
    await next();
  };
}
