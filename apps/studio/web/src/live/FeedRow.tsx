import type { Verdict } from '@desirepath/schema';
import type { MapAnswer } from '../../../src/api/map-answer.ts';
import type { Formats } from '../format/formats.ts';
import { shortId } from '../format/short-id.ts';
import type { LiveItem } from './live-item.ts';
import { touchpointOf } from './touchpoint-of.ts';
import { VerdictMark } from './VerdictMark.tsx';

/** What is shown. */
export interface FeedRowProps {
  item: LiveItem;
  map: MapAnswer | undefined;
  /** Whether its visitor's journey is open. */
  chosen: boolean;
  formats: Formats;
  onChoose(visitor: string): void;
}

/** What a verdict means for the figures, where the word alone does not say it. */
const HINTS: Partial<Record<Verdict, string>> = {
  duplicate: 'Had come before; it counts once.',
  bot: 'No shopper; kept apart from all figures.',
};

/** One received event. Its button, stretched over the row, opens the visitor's journey. */
export function FeedRow({ item: { event }, map, chosen, formats, onChoose }: FeedRowProps) {
  const touchpoint = touchpointOf(event, map);
  const amount = Number(event.value);
  return (
    <tr className={chosen ? 'chosen' : undefined}>
      <td className="time">{formats.clock(event.received)}</td>
      <td>
        <VerdictMark verdict={event.verdict} />
        <span className="narrow-only">{formats.clock(event.received)}</span>
      </td>
      <td className="what">
        {touchpoint !== undefined && (
          <span className="stage-badge" title={`Stage ${touchpoint.stage}`}>
            {touchpoint.stage}
          </span>
        )}
        <b>{touchpoint?.name ?? (event.name === '' ? '(no name)' : event.name)}</b>
        <span className="path">{event.path}</span>
        {event.rejection !== undefined && <span className="reason">{event.rejection.detail}</span>}
        {HINTS[event.verdict] !== undefined && <span className="note">{HINTS[event.verdict]}</span>}
      </td>
      <td className="wide-only">{event.channel}</td>
      <td className="wide-only">{event.device}</td>
      <td className="wide-only number">
        {amount > 0 ? formats.price({ currency: event.currency, amount, other: [] }) : ''}
      </td>
      <td>
        {event.visitor !== '' && (
          <button
            type="button"
            className="visitor"
            aria-label={`${shortId(event.visitor)}, journey of visitor ${event.visitor}`}
            aria-pressed={chosen}
            onClick={() => onChoose(event.visitor)}
          >
            {shortId(event.visitor)}
          </button>
        )}
      </td>
    </tr>
  );
}
