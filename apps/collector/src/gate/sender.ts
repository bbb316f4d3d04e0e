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
  /** The ISO code of an address's country, empty where it is not known. */
  countryOf: (address: string) => string;
  salt: DailySalt;
}

/** What content delivery networks send where they know no country, or for Tor. */
const NO_COUNTRY = new Set(['XX', 'T1', 'ZZ']);

/** Reads who sent a request. Its address is used for that, and forgotten with the request. */
export interface SenderReader {
  address(arrival: Arrival): string;
  read(arrival: Arrival, site: Site, lane: Lane, received: number): Sender;
}

/** What a request asks for by its headers, as the settings of its site have it; those of a site that is not known are the default ones. */
export function wishesOf(
  arrival: Arrival,
  site: Site | undefined,
): Pick<Sender, 'optedOut'> & { /** Whether nothing may be kept that knows the browser again. */ anonymous: boolean } {
  const wishes = [
    { name: 'Sec-GPC', isSaid: arrival.header('sec-gpc') === '1', means: site?.gpc ?? 'cookieless' },
    { name: 'DNT', isSaid: arrival.header('dnt') === '1', means: site?.dnt ?? 'ignore' },
  ] as const;
  const said = wishes.filter(({ isSaid }) => isSaid);
  return {
    anonymous: said.some(({ means }) => means === 'cookieless'),
    optedOut: said.find(({ means }) => means === 'reject')?.name,
  };
}

export function createSenderReader({ settings, dataCenters, agentOf, countryOf, salt }: SenderOptions): SenderReader {
  const isDataCenter = addressRanges(dataCenters);
  const address = (arrival: Arrival) =>
    clientAddress(arrival.peer, arrival.header('x-forwarded-for'), settings.trusted_proxies ?? 0);
  // Anybody can send a header: it is believed of a proxy only.
  const header = (settings.trusted_proxies ?? 0) > 0 ? settings.country_header : undefined;
  const countryIn = (arrival: Arrival) => {
    const said = header === undefined ? '' : (arrival.header(header) ?? '').trim().toUpperCase();
    return /^[A-Z]{2}$/.test(said) && !NO_COUNTRY.has(said) ? said : countryOf(address(arrival));
  };
  return {
    address,
    read(arrival, site, lane, received) {
      if (lane !== 'browser') return { context: {}, botReason: undefined, agent: '', optedOut: undefined };
      const agent = arrival.header('user-agent') ?? '';
      const { isBot, device, browser, os } = agentOf(agent);
      const botReason = isBot ? 'agent' : isDataCenter(address(arrival)) ? 'data_center' : undefined;
      const { anonymous, optedOut } = wishesOf(arrival, site);
      const country = countryIn(arrival);
      return {
        context: {
          bot: botReason !== undefined,
          device,
          browser,
          os,
          ...(country === '' ? {} : { country }),
          ...(anonymous || site.cookieless !== false
            ? { fallbackVisitor: () => salt.visitor(received, site.id, address(arrival), agent) }
            : {}),
          anonymous,
        },
        botReason,
        agent,
        optedOut,
      };
    },
  };
}
