import { eventStream } from '../live/event-stream.ts';
import type { ApiParts } from './api-parts.ts';
import { apiSchemas } from './api-schemas.ts';

/**
 * `GET /live`: server-sent events, one `touchpoint` for every received event with its verdict. Read it with fetch, which
 * can send the token; EventSource cannot.
 */
export function addLiveRoute({ app, hub }: ApiParts): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/live',
    summary: 'Events as they are received, with their verdicts (server-sent events)',
    description:
      'Replays the last 50, or what came after `Last-Event-ID`, then goes on. A comment every 15 s keeps the connection; ' +
      '`event: missed` says how many a slow reader did not get.',
    responses: {
      200: {
        description: 'One `data:` a received event',
        content: { 'text/event-stream': { schema: apiSchemas.liveEvent } },
      },
      401: {
        description: 'No token, or one that no site lists.',
        content: { 'application/problem+json': { schema: apiSchemas.problem } },
      },
    },
  });
  app.get('/live', (c) =>
    c.body(eventStream(hub, c.get('site').id, c.req.header('last-event-id')), 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      // A proxy that collects the stream before it passes it on would make the page late.
      'x-accel-buffering': 'no',
    }),
  );
}
