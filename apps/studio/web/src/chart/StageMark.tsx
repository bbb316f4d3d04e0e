import type { Formats } from '../format/formats.ts';
import type { ChartStage } from './chart-stage.ts';
import { GoalFlag } from './GoalFlag.tsx';
import { colour } from './palette.ts';

/** What a stage is drawn from. */
export interface StageMarkProps {
  stage: ChartStage;
  vertical: boolean;
  openFill: string;
  formats: Formats;
}

/** One stage: its number, name, how many entered, and the bar. */
export function StageMark({ stage, vertical, openFill, formats }: StageMarkProps) {
  const { row, number, name, count, parts, constraint } = stage;
  const strong = constraint ? colour('accent') : colour('bar');
  return (
    <g opacity={stage.after ? 0.8 : 1}>
      <title>{`${row.number} ${row.name}: ${formats.count(row.entered)} journeys`}</title>
      {stage.goal && <GoalFlag x={number.x - 12} y={number.y - 38} />}
      <circle cx={number.x} cy={number.y} r="12" fill={strong} />
      <text x={number.x} y={number.y + 5} fontSize="13" fontWeight="700" textAnchor="middle" fill={colour('surface')}>
        {row.number}
      </text>
      {name.lines.map((line, index) => (
        <text
          key={line}
          x={name.x}
          y={name.y + index * 17}
          fontSize="14"
          fontWeight="600"
          fill={constraint ? colour('accent') : colour('ink')}
        >
          {line}
        </text>
      ))}
      <text
        x={count.x}
        y={count.y}
        fontSize={vertical ? 14 : 17}
        fontWeight="600"
        textAnchor={vertical ? 'end' : 'start'}
        fill={colour('ink')}
      >
        {formats.count(row.entered)}
      </text>
      {parts.advanced.width * parts.advanced.height > 0 && <rect {...parts.advanced} fill={strong} />}
      {parts.open.width * parts.open.height > 0 && <rect {...parts.open} fill={openFill} />}
      {parts.dropped.width * parts.dropped.height > 0 && <rect {...parts.dropped} fill={colour('drop')} />}
    </g>
  );
}
