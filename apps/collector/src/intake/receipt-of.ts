import type { EventRow, EventVerdict, ParsedEvent, Receipt, Verdict } from '@desirepath/schema';

/** The answer to a request: how many of each verdict, and the verdicts that the sender may want to know. */
export function receiptOf(events: readonly ParsedEvent[], verdicts: readonly Verdict[], all: boolean): Receipt {
  const counts: Receipt['counts'] = { stored: 0, rejected: 0, duplicate: 0, bot: 0, limited: 0 };
  const list: Receipt['verdicts'] = [];
  events.forEach((event, index) => {
    const verdict = verdicts[index] ?? event.verdict;
    counts[verdict] += 1;
    const note = event.verdict === 'stored' ? noteOf(event.row) : undefined;
    if (all || verdict !== 'stored' || note !== undefined) list.push({ index, ...verdictOf(event, verdict, note) });
  });
  return { received: events.length, counts, verdicts: list };
}

function verdictOf(event: ParsedEvent, verdict: Verdict, note: string | undefined): EventVerdict {
  const id = event.verdict === 'stored' ? event.row.event_id : event.id;
  return {
    ...(id === undefined ? {} : { id }),
    verdict,
    ...(event.verdict === 'rejected' ? { rejection: event.rejection } : {}),
    ...(note === undefined ? {} : { note }),
  };
}

/** A live event keeps its time only between these; see `eventTimes` of the dialects. */
const WEEK = 7 * 86_400_000;
const HOUR = 3_600_000;

function noteOf({ lane, time, received_time }: EventRow): string | undefined {
  if (lane === 'import') return undefined;
  if (time === received_time - WEEK) {
    return 'The time is more than seven days old, and was set to seven days before the receipt; send old events to POST /v1/import.';
  }
  if (time === received_time + HOUR) {
    return 'The time is more than an hour ahead, and was set to one hour after the receipt; check the clock, and that it is milliseconds.';
  }
  return undefined;
}
