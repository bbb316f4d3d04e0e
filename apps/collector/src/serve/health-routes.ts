import type { Spool } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { Hono } from 'hono';
import type { Metrics } from '../metrics.ts';

const PATIENCE_MS = 1000;

/**
 * `/healthz`: the process lives. `/readyz`: it takes events, which needs the spool only; a ClickHouse that is away makes it
 * `degraded`, not unready, as events are kept until it is back. `/metrics`: Prometheus.
 */
export function healthRoutes(options: {
  spool: Spool;
  store: Store;
  metrics: Metrics;
  isClosing: () => boolean;
}): Hono {
  const { spool, store, metrics, isClosing } = options;
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }));
  app.get('/readyz', async (c) => {
    const [writable, reachable] = await Promise.all([spool.probe(), isReachable(store)]);
    const { pending, failure } = spool.status();
    const isReady = writable && !isClosing();
    const body = {
      status: !isReady ? 'unready' : reachable ? 'ready' : 'degraded',
      spool: writable ? 'writable' : (failure?.message ?? 'closed'),
      store: reachable ? 'reachable' : 'unreachable',
      backlog: pending,
    };
    return c.json(body, isReady ? 200 : 503, { 'cache-control': 'no-store' });
  });
  app.get('/metrics', async (c) =>
    c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  );
  return app;
}

async function isReachable(store: Store): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const asked = store.read({ text: 'SELECT 1 AS one', params: {} }).then(
    () => true,
    () => false,
  );
  const isThere = await Promise.race([asked, late]);
  clearTimeout(timer);
  return isThere;
}
