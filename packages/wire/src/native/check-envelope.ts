/** An envelope whose outer shape is right; its events are still to be looked at. */
export interface RawEnvelope {
  events: unknown[];
  [field: string]: unknown;
}

/** Why a body is no envelope: the field, and one sentence. */
export interface EnvelopeFault {
  field: string;
  detail: string;
}

/**
 * Looks at the outer shape of a body of `POST /v1/events` and nothing else, as each event is checked on its own later.
 */
export function checkEnvelope(body: unknown): { envelope: RawEnvelope } | { fault: EnvelopeFault } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const is = Array.isArray(body) ? 'a list' : body === null ? 'null' : `a ${typeof body}`;
    return { fault: { field: '', detail: `The body is ${is}; send an object with a list "events".` } };
  }
  if (!Object.hasOwn(body, 'events')) {
    return {
      fault: {
        field: 'events',
        detail: 'The body has no "events"; send a list of events there, also for a single one.',
      },
    };
  }
  const { events } = body as { events: unknown };
  if (!Array.isArray(events)) {
    return {
      fault: {
        field: 'events',
        detail: `"events" is ${typeof events === 'object' ? 'an object' : `a ${typeof events}`}; send a list.`,
      },
    };
  }
  return { envelope: body as RawEnvelope };
}
