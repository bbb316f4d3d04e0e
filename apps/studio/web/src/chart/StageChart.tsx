import { useId } from 'react';
import type { Formats } from '../format/formats.ts';
import { ChartFrame } from './ChartFrame.tsx';
import type { LayoutInput } from './chart-stage.ts';
import { PictureSvg } from './PictureSvg.tsx';
import { colour } from './palette.ts';
import { StageLink } from './StageLink.tsx';
import { StageMark } from './StageMark.tsx';
import { stageLayout } from './stage-layout.ts';

/** What the picture shows. */
export interface StageChartProps extends LayoutInput {
  formats: Formats;
  /** What the picture says, for those who cannot see it. */
  description: string;
}

/** The numbered stages, who went on between them, and who left. */
export function StageChart({ formats, description, ...input }: StageChartProps) {
  const id = useId().replace(/[^a-z0-9]/gi, '');
  const layout = stageLayout(input);
  return (
    <PictureSvg width={layout.width} height={layout.height} description={description}>
      <defs>
        <pattern id={`${id}open`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill={colour('surface')} />
          <rect width="2.5" height="6" fill={colour('bar')} />
        </pattern>
        <linearGradient id={`${id}drop`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0.4" stopColor={colour('drop')} />
          <stop offset="1" stopColor={colour('drop')} stopOpacity="0" />
        </linearGradient>
        <linearGradient id={`${id}dropAccent`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0.4" stopColor={colour('accent')} stopOpacity="0.75" />
          <stop offset="1" stopColor={colour('accent')} stopOpacity="0" />
        </linearGradient>
      </defs>
      {layout.frame !== null && <ChartFrame box={layout.frame} />}
      {layout.links.map((link) => (
        <StageLink
          key={link.row.number}
          link={link}
          vertical={layout.orientation === 'vertical'}
          dropFill={`url(#${id}drop${link.constraint ? 'Accent' : ''})`}
          goal={input.goal}
          formats={formats}
        />
      ))}
      {layout.stages.map((stage) => (
        <StageMark
          key={stage.row.number}
          stage={stage}
          vertical={layout.orientation === 'vertical'}
          openFill={`url(#${id}open)`}
          formats={formats}
        />
      ))}
    </PictureSvg>
  );
}
