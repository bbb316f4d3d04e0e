import type { Box } from './chart-stage.ts';
import { colour } from './palette.ts';

/** Around the stage that holds the chain back: a frame, a shape and words, so that colour is never the only sign. */
export function ChartFrame({ box }: { box: Box }) {
  return (
    <g>
      <rect
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        rx="6"
        fill={colour('accent-soft')}
        stroke={colour('accent')}
        strokeWidth="2"
      />
      <path d={`M${box.x + 12} ${box.y + 11}h11l-5.5 9z`} fill={colour('accent')} />
      <text x={box.x + 28} y={box.y + 20} fontSize="13" fontWeight="700" fill={colour('accent')}>
        Constraint
      </text>
    </g>
  );
}
