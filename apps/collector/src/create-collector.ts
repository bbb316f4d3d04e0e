import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CollectorSettings, type LiveFeed, problem, type Site } from '@desirepath/schema';
import type { Spool } from '@desirepath/spool';
import { isAway, type Store } from '@desirepath/store';
import { Hono } from 'hono';
import { dialectRoutes } from './dialects/dialect-routes.ts';
import { doctorRoute } from './doctor/doctor-route.ts';
import { countryReader } from './gate/country-reader.ts';
import { openDailySalt } from './gate/daily-salt.ts';
import { createOperatorGate } from './gate/operator-gate.ts';
import { createSenderReader } from './gate/sender.ts';
import { createSiteGate } from './gate/site-gate.ts';
import { TokenBuckets } from './gate/token-buckets.ts';
import { createAgentReader } from './gate/user-agent.ts';
import { FrameWriter } from './intake/frame-writer.ts';
import { createIntake } from './intake/intake.ts';
import { DEFAULT_LIMITS, type Limits, limitsOf } from './limits.ts';
import { createLiveHub } from './live-hub.ts';
import { type Logger, SILENT } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { corsFor } from './reception/cors.ts';
import { door } from './reception/door.ts';
import { mannersOf } from './reception/manners.ts';
import { problemResponse } from './reception/problem-reply.ts';
import type { ReceptionOptions } from './reception/receive.ts';
import { eraseRoute } from './serve/erase-route.ts';
import { directEvents, eventsRoute } from './serve/events-route.ts';
import { healthRoutes } from './serve/health-routes.ts';
import { importRoute } from './serve/import-route.ts';
import { closing as closingProblem, internalError, storeAway } from './serve/problems.ts';
import { sdkRoutes } from './serve/sdk-routes.ts';
import { surveysRoute } from './serve/surveys-route.ts';
import { Shipper } from './ship/shipper.ts';

export interface CollectorOptions {
  sites: readonly Site[];
  /** Stays open: whoever opened it closes it after {@link Collector.close}. */
  spool: Spool;
  /** Stays open, too. */
  store: Store;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** What the operator has set. */
  settings?: CollectorSettings;
  /** Goes before {@link settings}. */
  limits?: Partial<Limits>;
  /** Where the salt of the day is kept, for browsers that name no visitor; by default it ends with the process. */
  saltFile?: string;
  /** Ranges of addresses, `203.0.113.0/24`, of which every browser is a bot: those of data centres. */
  dataCenters?: readonly string[];
  /** A database of the countries of addresses in MaxMind's format, which the operator brings; without it only a header tells the country. */
  countries?: Uint8Array;
  log?: Logger;
  /** Is told after every insert which sites have new events. */
  onShipped?: (sites: string[]) => void;
  /** Folder of the built tag; by default that of the SDK package. */
  sdkFolder?: string;
  /** Where builds of the tag are kept for pages that name a former one; by default only the present one is there. */
  tagFolder?: string;
}

/** Takes events in over HTTP, writes them ahead, and brings them into ClickHouse. */
export interface Collector {
  app: Hono;
  /**
   * Answers a request of `node:http` where it is one that brings events to `POST /v1/events`, at less than half the cost of the way
   * through {@link app}; says false where it is not, and the request is for {@link app} then.
   */
  direct(request: IncomingMessage, response: ServerResponse): boolean;
  /** Every event with its verdict, at its receipt. */
  live: LiveFeed;
  /** Begins to ship what the spool holds. */
  start(): void;
  /** Resolves once everything accepted so far is in ClickHouse. Waits as long as ClickHouse is away. */
  drain(): Promise<void>;
  /**
   * Takes nothing more, ships what it can and stops; what is left stays in the spool for the next start.
   *
   * @param withinMs how long it ships at most; by default ten seconds
   */
  close(withinMs?: number): Promise<void>;
}

/** How often it is looked whether the salt of a day is to go. */
const FORGET_EVERY_MS = 60_000;

const CLOSING_MS = 10_000;

/**
 * Makes a collector. Nothing runs until {@link Collector.start}, but requests are taken, and acknowledged, from the start.
 *
 * @example
 * ```ts
 * const collector = createCollector({ sites, spool, store });
 * collector.start();
 * createServer(serverOptions(DEFAULT_LIMITS), nodeListener(collector)).listen(4700);
 * ```
 */
export function createCollector(options: CollectorOptions): Collector {
  const { sites, spool, store, settings = {}, now = Date.now, log = SILENT, onShipped = () => {} } = options;
  const limits = { ...DEFAULT_LIMITS, ...limitsOf(settings), ...options.limits };
  const live = createLiveHub();
  const metrics = createMetrics(spool);
  const gate = createSiteGate(sites);
  const writer = new FrameWriter(spool, limits.recentIds);
  const rates = new TokenBuckets({ rate: limits.keyRate, burst: limits.keyBurst });
  const intake = createIntake({ sites, rates, writer, metrics, live, log, keptRefusals: limits.keptRefusals });
  const shipper = new Shipper({ spool, store, metrics, log, limits, onShipped });
  let closing: Promise<void> | undefined;
  let forgetting: NodeJS.Timeout | undefined;

  const salt = openDailySalt(options.saltFile);
  const senders = createSenderReader({
    settings,
    dataCenters: options.dataCenters ?? [],
    countryOf: countryReader(options.countries),
    agentOf: createAgentReader(),
    salt,
  });
  const addressRates = new TokenBuckets({ rate: limits.addressRate, burst: limits.addressBurst });
  const isClosing = () => closing !== undefined;
  const routes: ReceptionOptions = { gate, intake, limits, now, senders, addressRates, isClosing };

  const drain = async () => {
    await writer.settle();
    await shipper.drain();
  };
  const onError = (error: unknown) => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    log.error({ name }, `A request failed: ${message}`);
  };
  const app = new Hono();
  app.use('/v1/*', async (c, next) => {
    // A preflight is answered all the same: without it a browser never gets as far as being told when to come again.
    if (closing === undefined || c.req.method === 'OPTIONS') return next();
    const { cors } = mannersOf(c.req.path);
    return problemResponse(closingProblem(), corsFor(gate, undefined, c.req.header('origin'), cors));
  });
  app.use('*', door(routes));
  app.route('/', eventsRoute(routes));
  app.route('/', importRoute(routes));
  app.route('/', dialectRoutes(routes));
  app.route('/', eraseRoute({ gate, limits, spool, store, live, drain }));
  app.route(
    '/',
    doctorRoute({ gate, spool, store, served: sites.map(({ id }) => id), now, claimed: () => shipper.claimed }),
  );
  app.route(
    '/',
    healthRoutes({ isOperator: createOperatorGate(settings.metrics_token), spool, store, metrics, isClosing }),
  );
  app.route('/', surveysRoute(gate));
  app.route('/', sdkRoutes({ folder: options.sdkFolder, keptIn: options.tagFolder, now, log }));
  app.notFound((c) =>
    problemResponse(
      problem('not_found', 404, 'Not found', 'There is nothing here; events go to POST /v1/events.', {
        value: c.req.path,
      }),
    ),
  );
  app.onError((error) => {
    if (isAway(error)) return problemResponse(storeAway());
    onError(error);
    return problemResponse(internalError());
  });

  return {
    app,
    direct: directEvents(routes, onError),
    live,
    start() {
      salt.forget(now());
      forgetting = setInterval(() => salt.forget(now()), FORGET_EVERY_MS).unref();
      shipper.start();
    },
    drain,
    close(withinMs = CLOSING_MS) {
      closing ??= (async () => {
        clearInterval(forgetting);
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, withinMs);
        });
        await Promise.race([drain(), late]);
        clearTimeout(timer);
        await writer.settle();
        await shipper.stop();
      })();
      return closing;
    },
  };
}
