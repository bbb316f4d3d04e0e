import { type ParsedEvent, type Problem, problem, type Site, type Verdict } from '@desirepath/schema';
import { SpoolError } from '@desirepath/spool';
import { cleanText, scrubRaw, scrubText } from '@desirepath/wire';
import type { TokenBuckets } from '../gate/token-buckets.ts';
import type { LiveHub } from '../live-hub.ts';
import type { Logger } from '../logger.ts';
import { countAlike, countVerdicts, type Metrics } from '../metrics.ts';
import { limited } from '../serve/problems.ts';
import { cleanEvent } from './clean-event.ts';
import type { FrameWriter } from './frame-writer.ts';
import { toLiveEvent } from './to-live-event.ts';

/** Most raw text kept of a refused request, in characters. */
const RAW = 8192;

/** A request that is refused as a whole. */
interface Refused {
  /** Empty where the site is not known. */
  site: string;
  problem: Problem;
  /** What came, or its beginning. */
  raw: string;
  /** Events in it, one where they could not be counted. */
  events: number;
}

/** What a route may know of the sender beyond the events; all of it has a safe default. */
interface Origin {
  /** What gave a bot away; by default its User-Agent. */
  botReason?: string | undefined;
  agent?: string;
  /** Whether the request came with a secret of the site, so that its orders can be believed. */
  isTrusted?: boolean;
  /** Whether the site's rate is no matter, as for an import. */
  isUnlimited?: boolean;
}

/** Events that are on the disk, each with its verdict. */
export interface Taken {
  events: readonly ParsedEvent[];
  verdicts: readonly Verdict[];
}

/** Takes what the routes let in, and keeps account of what they do not. */
export interface Intake {
  /**
   * Resolves once the events are on the disk; before that they are scrubbed, and their money is judged. A problem (429, 503) says that
   * nothing of the request was taken.
   */
  take(site: string, received: number, events: ParsedEvent[], origin?: Origin): Promise<Taken | { problem: Problem }>;
  /** Counts a refused request and keeps its beginning for 14 days. Never fails: the refusal stands in any case. */
  refuse(refused: Refused, received: number): Promise<void>;
  /** Counts events that came too fast. */
  limit(site: string, received: number, reason: string, count: number): void;
}

export interface IntakeOptions {
  sites: readonly Site[];
  /** The rate of each site. */
  rates: TokenBuckets;
  writer: FrameWriter;
  metrics: Metrics;
  live: LiveHub;
  log: Logger;
  /** Refused requests a second and site whose raw text is kept. */
  keptRefusals: number;
}

export function createIntake(options: IntakeOptions): Intake {
  const { rates, writer, metrics, live, log, keptRefusals } = options;
  const sites = new Map(options.sites.map((site) => [site.id, site]));
  const kept = new Map<string, { second: number; count: number }>();
  /** A stranger must not be able to fill the disk with refused requests: they are all counted, and some are kept. */
  const mayKeep = (site: string, received: number): boolean => {
    const second = Math.floor(received / 1000);
    const last = kept.get(site);
    if (last?.second !== second) kept.set(site, { second, count: 1 });
    else if (++last.count > keptRefusals) return false;
    return true;
  };
  const limit: Intake['limit'] = (site, received, reason, count) => {
    writer.addLimited(site, received, reason, count).then(
      () => countAlike(metrics, site, 'limited', count),
      (error) => log.error({ site, reason }, `Limited events could not be counted: ${messageOf(error)}`),
    );
  };
  return {
    limit,
    async take(site, received, parsed, origin = {}) {
      const wait = origin.isUnlimited === true ? 0 : rates.take(site, parsed.length, received);
      if (wait > 0) {
        limit(site, received, 'key_rate', parsed.length);
        return { problem: limited('key', wait) };
      }
      const settings = sites.get(site);
      const agent = origin.agent ?? '';
      const events =
        settings === undefined ? parsed : parsed.map((one) => cleanEvent(one, settings, origin.isTrusted === true));
      const { verdicts, durable } = writer.add(site, received, events, {
        reason: origin.botReason ?? 'agent',
        agent: cleanText(settings?.scrub === false ? agent : scrubText(agent), 500),
      });
      try {
        await durable;
      } catch (error) {
        log.error({ site, code: error instanceof SpoolError ? error.code : 'unknown' }, messageOf(error));
        return { problem: unavailable() };
      }
      countVerdicts(metrics, site, verdicts);
      if (live.hasListeners) {
        events.forEach((event, i) => {
          live.emit(toLiveEvent(site, received, event, verdicts[i] ?? event.verdict));
        });
      }
      return { events, verdicts };
    },
    async refuse({ site, problem: { type, field = '', detail }, raw, events }, received) {
      const reason = type.slice(type.lastIndexOf(':') + 1);
      metrics.refused.inc({ reason });
      const scrubs = sites.get(site)?.scrub !== false;
      const row = mayKeep(site, received)
        ? {
            site,
            received_time: received,
            event_id: '',
            reason,
            field: scrubs ? scrubText(field) : field,
            detail: scrubs ? scrubText(detail) : detail,
            raw: scrubs ? scrubRaw(raw) : cleanText(raw, RAW),
          }
        : undefined;
      try {
        await writer.addRefused(site, received, reason, events, row);
        countAlike(metrics, site, 'rejected', events);
      } catch (error) {
        log.error({ site, reason }, `A refused request could not be counted: ${messageOf(error)}`);
      }
    },
  };
}

function unavailable(): Problem {
  return problem(
    'cannot_store',
    503,
    'Events cannot be stored right now',
    'The collector cannot write to its disk, so it has taken nothing of this request; send it again after the time in Retry-After.',
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
