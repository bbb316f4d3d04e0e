import type { CollectorSettings, Lane, Site } from '@desirepath/schema';
import type { WireContext } from '@desirepath/wire';
import type { Context } from 'hono';
import { addressRanges } from './address-ranges.ts';
import { clientAddress } from './client-address.ts';
import type { DailySalt } from './daily-salt.ts';
import type { Agent } from './user-agent.ts';

/** Who sent a request, as far as anybody needs to know. */
export interface Sender {
  /** What it tells a dialect about all its events. */
  context: Omit<WireContext, 'site' | 'lane' | 'received'>;
  /** What gave a bot away: `agent` or `data_center`; undefined for everyone else. */
  botReason: 'agent' | 'data_center' | undefined;
  /** The User-Agent of a browser. */
  agent: string;
  /** The header in which the browser asks that nothing be kept, where the site's setting says so; undefined: all may be. */
  optedOut: 'Sec-GPC' | 'DNT' | undefined;
}

export interface SenderOptions {
  settings: CollectorSettings;
  /** Ranges of addresses where no shopper sits. */
  dataCenters: readonly string[];
  agentOf: (header: string | null) => Agent;
  salt: DailySalt;
}

/** Reads who sent a request. Its address is used for that, and forgotten with the request. */
export interface SenderReader {
  address(c: Context): string;
  read(c: Context, site: Site, lane: Lane, received: number): Sender;
}

export function createSenderReader({ settings, dataCenters, agentOf, salt }: SenderOptions): SenderReader {
  const isDataCenter = addressRanges(dataCenters);
  const address = (c: Context) =>
    clientAddress(peerOf(c), c.req.header('x-forwarded-for'), settings.trusted_proxies ?? 0);
  return {
    address,
    read(c, site, lane, received) {
      if (lane !== 'browser') return { context: {}, botReason: undefined, agent: '', optedOut: undefined };
      const header = c.req.header('user-agent') ?? '';
      const { isBot, device, browser, os } = agentOf(header);
      const botReason = isBot ? 'agent' : isDataCenter(address(c)) ? 'data_center' : undefined;
      const wishes = [
        { name: 'Sec-GPC', isSaid: c.req.header('sec-gpc') === '1', means: site.gpc ?? 'cookieless' },
        { name: 'DNT', isSaid: c.req.header('dnt') === '1', means: site.dnt ?? 'ignore' },
      ] as const;
      const said = wishes.filter(({ isSaid }) => isSaid);
      const anonymous = said.some(({ means }) => means === 'cookieless');
      const country = settings.country_header === undefined ? undefined : c.req.header(settings.country_header);
      return {
        context: {
          bot: botReason !== undefined,
          device,
          browser,
          os,
          ...(country === undefined ? {} : { country: country.slice(0, 80) }),
          ...(anonymous || site.cookieless !== false
            ? { fallbackVisitor: () => salt.visitor(received, site.id, address(c), header) }
            : {}),
          anonymous,
        },
        botReason,
        agent: header,
        optedOut: said.find(({ means }) => means === 'reject')?.name,
      };
    },
  };
}

/** Address at the other end of the connection; empty where there is none, as in a request made in this process. */
function peerOf(c: Context): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress ?? '';
}
