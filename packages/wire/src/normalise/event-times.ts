import type { Lane } from '@desirepath/schema';
import { Refusal } from './refusal.ts';
import { clamp, toMoment } from './to-moment.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Clocks that differ by less are right: the difference is the way through the network. */
const SKEW_IGNORED = 2000;
/** What the client said is kept inside this span, whenever it arrives: a retry must give the same. */
const CLIENT_FIRST = Date.UTC(2000, 0, 1);
const CLIENT_LAST = Date.UTC(2100, 0, 1) - 1;

/** The time columns of an event, milliseconds since 1970 UTC. */
export interface EventTimes {
  client_time: number;
  time: number;
  sent_time: number;
  received_time: number;
  skew_ms: number;
}

/**
 * Works out when an event was. A live event is corrected by the client's clock error and kept between seven days before its
 * receipt and one hour after; an imported one is taken at its word.
 *
 * @param time as the client said it: ms, or ISO 8601 with a zone
 * An event without a time of its own is known by the moment of its receipt, which tells the store that the client said none: it would be
 * another one when it is sent again.
 *
 * @param sentAt the client's clock when it sent the body; undefined: its clock is taken to be right
 * @param age of an event without a time of its own, ms; no clock of the client is in it, so none is corrected
 * @throws Refusal `bad_time` when it is no moment, or an imported one before 1970 or more than an hour ahead
 */
export function eventTimes(time: unknown, sentAt: unknown, received: number, lane: Lane, age?: number): EventTimes {
  const said = toMoment(time);
  if (said === undefined) {
    throw new Refusal(
      'bad_time',
      'time',
      'The time is no moment; send milliseconds since 1970 or ISO 8601 with a zone.',
    );
  }
  const sent = toMoment(sentAt);
  const client_time = clamp(said, CLIENT_FIRST, CLIENT_LAST);
  const sent_time = sent === undefined ? received : clamp(sent, CLIENT_FIRST, CLIENT_LAST);
  if (age !== undefined) {
    const since = clamp(received - age, received - 7 * DAY, received);
    return { client_time: received, time: since, sent_time, received_time: received, skew_ms: 0 };
  }
  if (lane === 'import') {
    if (said < 0 || said > received + HOUR) {
      const way = said < 0 ? 'before 1970' : 'more than an hour ahead';
      throw new Refusal(
        'bad_time',
        'time',
        `The time is ${way}; send milliseconds since 1970, not seconds or microseconds.`,
      );
    }
    return { client_time, time: said, sent_time, received_time: received, skew_ms: 0 };
  }
  const skew = sent === undefined || Math.abs(received - sent) < SKEW_IGNORED ? 0 : received - sent;
  const corrected = clamp(said + skew, received - 7 * DAY, received + HOUR);
  return { client_time, time: corrected, sent_time, received_time: received, skew_ms: skew };
}
