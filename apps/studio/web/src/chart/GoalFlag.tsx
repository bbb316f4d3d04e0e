import { colour } from './palette.ts';

/** Marks the stage that the chain is measured to. */
export function GoalFlag({ x, y }: { x: number; y: number }) {
  return (
    <g fill={colour('muted')}>
      <path d={`M${x + 1} ${y}v15M${x + 2} ${y}h10l-3 4 3 4h-10`} stroke={colour('muted')} strokeWidth="1.5" />
      <text x={x + 18} y={y + 11} fontSize="12" fontWeight="600">
        Goal
      </text>
    </g>
  );
}
