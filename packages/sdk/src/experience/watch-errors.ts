import type { Experience } from './experience.ts';

/**
 * What shoppers, or pages, leave in the texts of errors: addresses of persons, queries, and what is quoted, up to the last quote,
 * as what is quoted has quotes itself. A word in single quotes is a name of the code, as in `reading 'price'`.
 */
const PRIVATE = /\S+@\S+|\?\S+|["'](?![a-z]\w*').*["']/gis;

/** Different errors told of one document at most: a page that fails in a loop must not fill the outbox. */
const MOST = 10;

/**
 * Tells of uncaught errors and of promises that nobody caught, each once a document: an event `error` with `message` and,
 * where known, `source` (address without its query, line, column). What looks like an address of a person is left out.
 * @param early what happened before this file was here
 */
export function watchErrors({ window, listen, track }: Experience, early: readonly Event[]): void {
  const told = new Set<string>();
  const tell = (event: Event): void => {
    const { message, filename, lineno, colno, reason } = event as ErrorEvent & PromiseRejectionEvent;
    // A picture that did not load is an event of this name, too, and has no message.
    const said = message ?? reason?.message ?? reason;
    if (said === undefined || told.size >= MOST) return;
    const file = filename?.split(/[?#]/)[0];
    // Of a script of another origin the browser tells nothing, and an extension is not the shop's.
    if (filename === undefined ? `${reason?.stack}`.includes('-extension://') : !/^(https?|blob):/.test(filename))
      return;
    const params = {
      message: `${said}`.replace(PRIVATE, '…').slice(0, 200),
      ...(file && { source: `${file}:${lineno}:${colno}` }),
    };
    const text = JSON.stringify(params);
    if (told.has(text)) return;
    told.add(text);
    track('error', params);
  };
  for (const event of early) tell(event);
  for (const type of ['error', 'unhandledrejection']) listen(window, type, tell);
}
