import type { StagesAnswer } from '@desirepath/schema';
import { StageChart } from '../chart/StageChart.tsx';
import { chartMarkup, SAVED_COLUMN } from '../export/chart-markup.tsx';
import { stagesCsv } from '../export/stages-csv.ts';
import type { Formats } from '../format/formats.ts';
import { useWidth } from '../parts/use-width.ts';
import { Legend } from './Legend.tsx';
import { pictureText } from './picture-text.ts';
import { Saves } from './Saves.tsx';

/** What is shown, and what a saved picture says about itself. */
export interface PictureProps {
  answer: StagesAnswer;
  /** The same with the experience in it, to be saved as a table; undefined while it is on its way. */
  figures: StagesAnswer | undefined;
  goal: number;
  constraint: number | null;
  title: string;
  source: string;
  formats: Formats;
}

/** The picture of the stages and the ways to take it along. */
export function Picture({ answer, figures, goal, constraint, title, source, formats }: PictureProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const rows = answer.stages;
  const description = pictureText(rows, constraint, formats);
  const input = { rows, goal, constraint, formats, description };
  return (
    <figure className="picture">
      <div ref={ref} className="canvas">
        {width > 0 && <StageChart {...input} width={width} />}
      </div>
      <figcaption>
        <Legend />
        <Saves
          name="desirepath-map"
          markup={() => chartMarkup(<StageChart {...input} width={rows.length * SAVED_COLUMN} />)}
          caption={{ title, source }}
          csv={figures === undefined ? null : () => stagesCsv(figures)}
        />
      </figcaption>
    </figure>
  );
}
