import type { EventContext } from '@desirepath/schema';
import type { Browser } from './browser.ts';
import type { Keeper } from './keeper.ts';
import type { Linked } from './linker.ts';

const SESSION_GAP = 1_800_000;
/** The time of the last event is written at most this often: an error of seconds in half an hour does no harm. */
const WRITE_EVERY = 5_000;

/** Who acts here. All tabs of a browser share one record; its short names are a stored format. */
interface Identity {
  /** Visitor. */
  v: string;
  /** Session. */
  s: string;
  /** Time of the last event, ms. */
  t: number;
  /** The campaign the session came with. */
  c: string | undefined;
  /** Person, as the shop named them. */
  u: string | undefined;
}

/** The first-party ids of this browser. Nothing is read or stored before the first event that consent allows. */
export interface Identities {
  /** The ids of an event that happens at `time`; a new `campaign` or half an hour of silence opens a session. */
  _at(time: number, campaign: string): EventContext;
  /** @returns whether that is news */
  _identify(user: string): boolean;
  /** @param leaveNothing stores nothing at all; else other tabs learn that another visitor is here now */
  _forget(leaveNothing: boolean): void;
  _tab(): string;
  /** Visitor and session of the last event. */
  _linked(): Linked | undefined;
}

/** @returns nothing, or an empty text, for what is no id */
const usable = (id: string | null | undefined): string | false | null | undefined =>
  // The first pattern that a page looks for is dear, and a new visitor has no id to look at.
  id && /^[\w-]{8,64}$/.test(id) && id;

/**
 * @param shared storage of the browser
 * @param ownTab storage of the tab
 * @param newId makes a random id
 * @param arrived who came over from another of the shop's domains: they go on here as the same
 */
export function identities(
  window: Browser,
  shared: Keeper,
  ownTab: Keeper,
  newId: () => string,
  arrived: Linked | false | undefined,
): Identities {
  const document = window.document;
  /** Stands in where nothing can be stored. */
  let memory: Partial<Identity> = {};
  let tab = '';
  let linked: Linked | undefined;

  const read = (): Partial<Identity> => {
    try {
      return JSON.parse(shared._get('dp') as string) || memory;
    } catch {
      return memory;
    }
  };
  const write = (identity: Partial<Identity>): void => {
    memory = identity;
    shared._set('dp', identity.v ? JSON.stringify(identity) : null);
  };
  // The cookie brings the visitor back where a browser clears or forbids localStorage. 400 days is the longest it may live.
  const cookie = (value?: string, age?: number): string | undefined => {
    try {
      if (age == null) return document.cookie;
      document.cookie = `dp=${value};path=/;max-age=${age};samesite=lax${window.location.protocol === 'https:' ? ';secure' : ''}`;
    } catch {
      // A sandboxed frame has none.
    }
    return undefined;
  };
  const tabId = (): string => {
    if (!tab) {
      tab = usable(ownTab._get('dp')) || newId();
      ownTab._set('dp', tab);
    }
    return tab;
  };

  return {
    _at(time, campaign) {
      const identity = read();
      const known = identity.v;
      if (arrived) {
        [identity.v, identity.s] = arrived;
        // Long enough ago to be written.
        identity.t = time - WRITE_EVERY - 1;
        if (known && known !== identity.v) identity.u = undefined;
        arrived = undefined;
      }
      // Ids in the order in which visitors came first: those who are here now lie side by side in the tables.
      const visitor =
        usable(identity.v) || usable(`; ${cookie()}`.split('; dp=')[1]?.split(';')[0]) || time.toString(36) + newId();
      // NaN at the first event, which no comparison holds for.
      const silence = time - (identity.t as number);
      const opens = !(silence < SESSION_GAP) || !usable(identity.s) || (campaign && campaign !== identity.c);
      const session = opens ? newId() : (identity.s as string);
      const news = opens || visitor !== known;
      if (news) cookie(visitor, 34_560_000);
      if (news || silence > WRITE_EVERY) {
        write({ ...identity, v: visitor, s: session, t: time, c: opens ? campaign : identity.c });
      }
      linked = [visitor, session];
      return { visitor, session, tab: tabId(), user_id: identity.u };
    },
    _identify(user) {
      const identity = read();
      const news = identity.u !== user;
      if (news) write({ ...identity, u: user });
      return news;
    },
    _forget(leaveNothing) {
      write({ v: leaveNothing ? '' : newId() });
      cookie('', 0);
      ownTab._set('dp', null);
      tab = '';
      linked = undefined;
    },
    _tab: tabId,
    _linked: () => linked,
  };
}
