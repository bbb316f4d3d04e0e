import type { StageRow } from '@desirepath/schema';
import { ExperienceChart } from '../chart/ExperienceChart.tsx';
import { worseStages } from '../chart/experience-layout.ts';
import { chartMarkup, SAVED_COLUMN } from '../export/chart-markup.tsx';
import type { Formats } from '../format/formats.ts';
import { useWidth } from '../parts/use-width.ts';
import { experienceText, troubleText } from './experience-text.ts';
import { Saves } from './Saves.tsx';

/** What is shown; `rows` is undefined until it is known how shoppers fared. */
export interface ExperiencePictureProps {
  rows: readonly StageRow[] | undefined;
  title: string;
  source: string;
  formats: Formats;
}

/** The journey's emotional curve: how shoppers fared in each stage. Its room is kept until it is known. */
export function ExperiencePicture({ rows, title, source, formats }: ExperiencePictureProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const worst = worseStages(rows ?? []);
  const told = (rows ?? []).map((row) => `${row.number} ${row.name}: ${experienceText(row, formats) ?? 'not known'}`);
  const description = `Experience by stage, of 100 journeys those that met no trouble. ${told.join('; ')}.`;
  const chart = (drawn: number) => (
    <ExperienceChart rows={rows ?? []} width={drawn} formats={formats} description={description} />
  );
  return (
    <figure className="experience">
      <h2>
        Experience <span className="unit">of 100 journeys, those that met no trouble in the stage</span>
      </h2>
      <div ref={ref} className="canvas">
        {rows !== undefined && width > 0 && chart(width)}
      </div>
      <figcaption>
        <ul className="legend">
          {worst.map((row) => (
            <li key={row.number} className="worse">
              ◆ {row.number} {row.name} is clearly worse than the whole journey
              {troubleText(row, formats) !== null && `: ${troubleText(row, formats)}`}
            </li>
          ))}
          {rows !== undefined && worst.length === 0 && <li>No stage is clearly worse than the whole journey.</li>}
          {rows === undefined && <li>Looking at what shoppers met …</li>}
        </ul>
        {rows !== undefined && (
          <Saves
            name="desirepath-experience"
            markup={() => chartMarkup(chart(rows.length * SAVED_COLUMN))}
            caption={{ title, source }}
          />
        )}
      </figcaption>
    </figure>
  );
}
