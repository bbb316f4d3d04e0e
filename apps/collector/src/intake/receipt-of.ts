import { type EventVerdict, type ParsedEvent, type Receipt, VERDICTS, type Verdict } from '@desirepath/schema';

/** The answer to a request: how many of each verdict, and the verdicts that the sender may want to know. */
export function receiptOf(events: readonly ParsedEvent[], verdicts: readonly Verdict[], all: boolean): Receipt {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Receipt['counts'];
  const list: Receipt['verdicts'] = [];
  events.forEach((event, index) => {
    const verdict = verdicts[index] ?? event.verdict;
    counts[verdict] += 1;
    if (all || verdict !== 'stored') list.push({ index, ...verdictOf(event, verdict) });
  });
  return { received: events.length, counts, verdicts: list };
}

function verdictOf(event: ParsedEvent, verdict: Verdict): EventVerdict {
  const id = event.verdict === 'stored' ? event.row.event_id : event.id;
  return {
    ...(id === undefined ? {} : { id }),
    verdict,
    ...(event.verdict === 'rejected' ? { rejection: event.rejection } : {}),
  };
}
