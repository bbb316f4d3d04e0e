import type { StageRow } from '@desirepath/schema';
import type { Formats } from '../format/formats.ts';
import { experienceText, troubleText } from '../map/experience-text.ts';
import { experienceLayout } from './experience-layout.ts';
import { fitText } from './fit-text.ts';
import { PictureSvg } from './PictureSvg.tsx';
import { colour } from './palette.ts';

/** What the curve is drawn of. */
export interface ExperienceChartProps {
  rows: readonly StageRow[];
  width: number;
  formats: Formats;
  /** What it says, for those who cannot see it. */
  description: string;
}

/** Below this width of a column, only numbers stand beneath the curve. */
const NAMED = 96;

/** The curve of how shoppers fared over the numbered stages; a stage that is clearly worse is a diamond, and says why. */
export function ExperienceChart({ rows, width, formats, description }: ExperienceChartProps) {
  const { height, points, line, band, levels, numberY, column } = experienceLayout(rows, width);
  return (
    <PictureSvg width={width} height={height} description={description}>
      {levels.map(({ index, y }) => (
        <g key={index}>
          <line x1="0" x2={width} y1={y} y2={y} stroke={colour('line')} strokeDasharray="2 4" />
          <text x={width - 2} y={index === 100 ? y + 13 : y - 4} fontSize="11" textAnchor="end" fill={colour('muted')}>
            {index}
          </text>
        </g>
      ))}
      <path d={band} fill={colour('band')} stroke={colour('band')} strokeWidth="2" />
      <path d={line} fill="none" stroke={colour('bar')} strokeWidth="2.5" strokeLinejoin="round" />
      {points.map(({ row, x, at, worse }) => {
        const ink = worse ? colour('accent') : colour('bar');
        return (
          <g key={row.number}>
            <title>
              {[`${row.number} ${row.name}: ${experienceText(row, formats) ?? 'not known'}`, troubleText(row, formats)]
                .filter((text) => text !== null)
                .join('. ')}
            </title>
            {at !== null && (
              <>
                {worse ? (
                  <path d={`M${x} ${at.y - 8}l8 8l-8 8l-8 -8Z`} fill={ink} />
                ) : (
                  <circle cx={x} cy={at.y} r="5" fill={ink} />
                )}
                <text
                  x={x}
                  y={worse ? at.y + 24 : at.y - 13}
                  fontSize="13"
                  fontWeight={worse ? 700 : 600}
                  textAnchor="middle"
                  fill={worse ? ink : colour('ink')}
                >
                  {formats.figure(at.index)}
                </text>
              </>
            )}
            <circle cx={x} cy={numberY} r="11" fill={at === null ? colour('muted') : ink} />
            <text x={x} y={numberY + 4.5} fontSize="12" fontWeight="700" textAnchor="middle" fill={colour('surface')}>
              {row.number}
            </text>
            {column >= NAMED &&
              fitText(row.name, column - 16, 13)
                .slice(0, 1)
                .map((name) => (
                  <text key={name} x={x - 11} y={numberY + 30} fontSize="13" fill={worse ? ink : colour('muted')}>
                    {name}
                  </text>
                ))}
          </g>
        );
      })}
    </PictureSvg>
  );
}
