import type { Problem } from '@desirepath/schema';
import { ApiError } from './api-error.ts';

/** What a call sends beside its path. */
export interface CallOptions {
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/**
 * Calls the API and returns the answer as it came.
 * @param path below `/api/v1`, with its query
 * @throws ApiError with the problem that the server named, or saying that it was not reached
 */
export async function call(token: string, path: string, options: CallOptions = {}): Promise<Response> {
  const { body, signal, headers } = options;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('Desirepath does not answer. Is the process running, and this device online?');
  }
  if (response.ok) return response;
  const problem = await (response.json() as Promise<Problem>).catch(() => undefined);
  throw new ApiError(problem?.detail ?? `The server answered with status ${response.status}.`, problem);
}
