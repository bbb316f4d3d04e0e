import type { StagesAnswer } from '@desirepath/schema';
import { useState } from 'react';
import { StageChart } from '../chart/StageChart.tsx';
import { chartMarkup } from '../export/chart-markup.tsx';
import { pictureSvg } from '../export/picture-svg.ts';
import { pngBlob } from '../export/png-blob.ts';
import { saveFile } from '../export/save-file.ts';
import { stagesCsv } from '../export/stages-csv.ts';
import type { Formats } from '../format/formats.ts';
import { useWidth } from '../parts/use-width.ts';
import { Legend } from './Legend.tsx';
import { pictureText } from './picture-text.ts';

/** What is shown, and what a saved picture says about itself. */
export interface PictureProps {
  answer: StagesAnswer;
  goal: number;
  constraint: number | null;
  title: string;
  source: string;
  formats: Formats;
}

/** Px a stage takes in a saved picture, whatever the screen. */
const SAVED_COLUMN = 180;

/** The picture of the stages and the ways to take it along. */
export function Picture({ answer, goal, constraint, title, source, formats }: PictureProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [failure, setFailure] = useState<string | null>(null);
  const rows = answer.stages;
  const description = pictureText(rows, constraint, formats);
  const input = { rows, goal, constraint, formats, description };
  const svg = () => pictureSvg(chartMarkup({ ...input, width: rows.length * SAVED_COLUMN }), { title, source });
  const savePng = () =>
    pngBlob(svg())
      .then((blob) => saveFile('desirepath-map.png', blob))
      .catch((error: Error) => setFailure(error.message));
  return (
    <figure className="picture">
      <div ref={ref} className="canvas">
        {width > 0 && <StageChart {...input} width={width} />}
      </div>
      <figcaption>
        <Legend />
        <span className="saves">
          Save
          <button
            type="button"
            onClick={() => saveFile('desirepath-map.svg', new Blob([svg()], { type: 'image/svg+xml' }))}
          >
            SVG
          </button>
          <button type="button" onClick={() => void savePng()}>
            PNG
          </button>
          <button
            type="button"
            onClick={() =>
              saveFile('desirepath-map.csv', new Blob([stagesCsv(answer)], { type: 'text/csv;charset=utf-8' }))
            }
          >
            CSV
          </button>
        </span>
        {failure !== null && <span role="alert">{failure}</span>}
      </figcaption>
    </figure>
  );
}
