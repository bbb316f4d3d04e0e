import type { CollectorSettings, Lane, Site } from '@desirepath/schema';
import type { WireContext } from '@desirepath/wire';
import type { Arrival } from '../reception/arrival.ts';
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
  address(arrival: Arrival): string;
  read(arrival: Arrival, site: Site, lane: Lane, received: number): Sender;
}

export function createSenderReader({ settings, dataCenters, agentOf, salt }: SenderOptions): SenderReader {
  const isDataCenter = addressRanges(dataCenters);
  const address = (arrival: Arrival) =>
    clientAddress(arrival.peer, arrival.header('x-forwarded-for'), settings.trusted_proxies ?? 0);
  return {
    address,
    read(arrival, site, lane, received) {
      if (lane !== 'browser') return { context: {}, botReason: undefined, agent: '', optedOut: undefined };
      const header = arrival.header('user-agent') ?? '';
      const { isBot, device, browser, os } = agentOf(header);
      const botReason = isBot ? 'agent' : isDataCenter(address(arrival)) ? 'data_center' : undefined;
      const wishes = [
        { name: 'Sec-GPC', isSaid: arrival.header('sec-gpc') === '1', means: site.gpc ?? 'cookieless' },
        { name: 'DNT', isSaid: arrival.header('dnt') === '1', means: site.dnt ?? 'ignore' },
      ] as const;
      const said = wishes.filter(({ isSaid }) => isSaid);
      const anonymous = said.some(({ means }) => means === 'cookieless');
      const country = settings.country_header === undefined ? undefined : arrival.header(settings.country_header);
      return {
        context: {
          bot: botReason !== undefined,
          device,
          browser,
          os,
          ...(country === undefined ? {} : { country: country.slice(0, 80) }),
          ...(anonymous || site.cookieless !== false
            ? { fallbackVisitor: () => salt.visitor(received, site.id, address(arrival), header) }
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
