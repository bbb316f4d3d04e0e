import { durationText } from '../format/duration-text.ts';
import type { Formats } from '../format/formats.ts';
import type { ChartLink } from './chart-stage.ts';
import { colour } from './palette.ts';

/** What a link is drawn from. */
export interface StageLinkProps {
  link: ChartLink;
  vertical: boolean;
  dropFill: string;
  /** Number of the goal's stage: behind it, nobody is lost. */
  goal: number;
  formats: Formats;
}

/** Between two stages: who went on, the share, who left, and the time it took. */
export function StageLink({ link, vertical, dropFill, goal, formats }: StageLinkProps) {
  const { row, conversion, notes, constraint } = link;
  const before = row.number < goal;
  const shown = row.conversion !== null && (before || row.advanced > 0);
  // Whoever is still deciding has not dropped off.
  const rate = before && row.conversion !== null ? `▾ ${formats.share(row.dropped / row.entered)} drop off` : '';
  const left = before && row.dropped > 0 ? `${formats.count(row.dropped)} left` : '';
  const open = before && row.open > 0 ? `${formats.count(row.open)} still deciding` : '';
  const time = row.time_ms === null ? '' : `${durationText(row.time_ms.median)} median`;
  const lines = vertical
    ? [
        [rate, time],
        [left, open],
      ]
    : [[rate], [left], [open], [time]];
  return (
    <g>
      <path d={link.flow} fill={constraint ? colour('accent-band') : colour('band')} />
      {link.drop !== null && <path d={link.drop} fill={dropFill} />}
      {shown && row.conversion !== null && (
        <text
          x={conversion.x}
          y={conversion.y}
          fontSize="14"
          textAnchor={vertical ? 'start' : 'middle'}
          fontWeight="700"
          fill={constraint && !vertical ? colour('accent') : colour('ink')}
        >
          {vertical ? '↓ ' : ''}
          {formats.share(row.conversion)}
          {vertical ? ' go on' : ' →'}
        </text>
      )}
      {lines
        .map((parts) => parts.filter((part) => part !== '').join(' · '))
        .filter((line) => line !== '')
        .map((line, index) => (
          <text
            key={line}
            x={notes.x}
            y={notes.y + index * 18}
            fontSize="12.5"
            fill={colour(constraint ? 'ink' : 'muted')}
          >
            {line}
          </text>
        ))}
    </g>
  );
}
