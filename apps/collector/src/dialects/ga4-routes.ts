import { openGa4, type ValidationMessage, validationMessages } from '@desirepath/wire';
import { type Context, Hono } from 'hono';
import { corsFor } from '../reception/cors.ts';
import { readRequest } from '../reception/read-body.ts';
import { type ReceptionOptions, respond } from '../reception/receive.ts';
import { jsonBody } from './json-body.ts';

/**
 * GA4's Measurement Protocol. The write key is the `api_secret`, or, where that is another one, the `measurement_id`. The debug
 * address stores nothing and says what is wrong.
 */
export function ga4Routes(options: ReceptionOptions): Hono {
  const app = new Hono();
  app.post('/mp/collect', (c) =>
    respond(c, options, {
      key: keyOf(c, options) ?? c.req.query('api_secret') ?? c.req.query('measurement_id'),
      open: jsonBody(openGa4),
      answer: () => ({ status: 204, body: null }),
    }),
  );
  app.post('/debug/mp/collect', async (c) => {
    const body = await readRequest(c.req.raw, { bytes: options.limits.bodyBytes, ms: options.limits.bodyMs });
    const messages = 'text' in body ? check(c, options, body.text) : [fault('', 'The body is too large, or broken.')];
    return c.json({ validationMessages: messages }, 200, {
      ...corsFor(options.gate, undefined, c.req.header('origin')),
      'cache-control': 'no-store',
    });
  });
  return app;
}

function keyOf(c: Context, { gate }: ReceptionOptions): string | undefined {
  return ['api_secret', 'measurement_id', 'firebase_app_id']
    .map((name) => c.req.query(name))
    .find((key) => key !== undefined && gate.byKey(key) !== undefined);
}

function check(c: Context, options: ReceptionOptions, text: string): ValidationMessage[] {
  const messages: ValidationMessage[] = [];
  if (keyOf(c, options) === undefined) {
    messages.push(fault('api_secret', 'No site has this write key; send it as api_secret or as measurement_id.'));
  }
  const opened = jsonBody(openGa4)(text);
  if ('brokenJson' in opened) return [...messages, fault('', `The body is no JSON: ${opened.brokenJson}.`)];
  if ('fault' in opened) return [...messages, fault(opened.fault.field, opened.fault.detail)];
  const { batchEvents, eventBytes } = options.limits;
  if (opened.count > batchEvents) {
    messages.push(fault('events', `The request has ${opened.count} events; send at most ${batchEvents} a request.`));
  }
  const received = options.now();
  const verdicts = opened.parse({ site: '', lane: 'server', received, maxEventBytes: eventBytes });
  return [...messages, ...validationMessages(verdicts)];
}

function fault(fieldPath: string, description: string): ValidationMessage {
  return { fieldPath, description, validationCode: 'VALUE_INVALID' };
}
