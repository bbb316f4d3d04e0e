import type { Spool } from '@desirepath/spool';
import type { Store } from '@desirepath/store';
import { Hono } from 'hono';
import type { OperatorGate } from '../gate/operator-gate.ts';
import type { Metrics } from '../metrics.ts';
import { webArrival } from '../reception/arrival.ts';
import { problemResponse } from '../reception/problem-reply.ts';
import { notOperator } from './problems.ts';

const PATIENCE_MS = 1000;

/**
 * `/healthz`: the process lives. `/readyz`: it takes events, which needs the spool only; a ClickHouse that is away makes it
 * `degraded`, not unready, as events are kept until it is back. `/metrics`: Prometheus. Figures are for the operator; everybody else is
 * told whether it is ready and no more.
 */
export function healthRoutes(options: {
  isOperator: OperatorGate;
  spool: Spool;
  store: Store;
  metrics: Metrics;
  isClosing: () => boolean;
}): Hono {
  const { isOperator, spool, store, metrics, isClosing } = options;
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }));
  app.get('/readyz', async (c) => {
    const isShown = isOperator(webArrival(c));
    const [writable, reachable] = await Promise.all([spool.probe(), isShown && isReachable(store)]);
    const { pending, failure } = spool.status();
    const isReady = writable && !isClosing();
    const [status, headers] = [isReady ? 200 : 503, { 'cache-control': 'no-store' }] as const;
    if (!isShown) return c.json({ status: isReady ? 'ready' : 'unready' }, status, headers);
    const body = {
      status: !isReady ? 'unready' : reachable ? 'ready' : 'degraded',
      spool: writable ? 'writable' : (failure?.message ?? 'closed'),
      store: reachable ? 'reachable' : 'unreachable',
      backlog: pending,
    };
    return c.json(body, status, headers);
  });
  app.get('/metrics', async (c) => {
    if (!isOperator(webArrival(c))) return problemResponse(notOperator(), { 'www-authenticate': 'Bearer' });
    return c.text(await metrics.registry.metrics(), 200, {
      'content-type': metrics.registry.contentType,
      'cache-control': 'no-store',
    });
  });
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
