import type { LiveHub, LiveItem } from './live-hub.ts';

/** Most events that wait for a slow reader; what comes on top is counted and left out. */
const MAX_WAITING = 1_000;
const HEARTBEAT_MS = 15_000;

/**
 * The body of a server-sent-event stream: what the ring holds, then every event of the site as it comes, and a comment
 * every 15 s so that proxies keep the connection. A reader that does not keep up gets `event: missed` with how many.
 * @param after id of the last item that the reader has (`Last-Event-ID`)
 */
export function eventStream(hub: LiveHub, site: string, after: string | undefined): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let missed = 0;
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        const offer = (item: LiveItem) => {
          if ((controller.desiredSize ?? 0) <= 1) {
            missed++;
            return;
          }
          if (missed > 0) send(`event: missed\ndata: {"count":${missed}}\n\n`);
          missed = 0;
          send(`id: ${item.id}\nevent: touchpoint\ndata: ${JSON.stringify(item.event)}\n\n`);
        };
        const { replay, stop: unlisten } = hub.listen(site, after, offer);
        send('retry: 2000\n: open\n\n');
        for (const item of replay) offer(item);
        const heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 1) send(': still here\n\n');
        }, HEARTBEAT_MS);
        // Must not keep the process alive.
        heartbeat.unref();
        stop = () => {
          unlisten();
          clearInterval(heartbeat);
        };
      },
      cancel: () => stop(),
    },
    { highWaterMark: MAX_WAITING },
  );
}
