import { useState } from 'react';
import { type PictureCaption, pictureSvg } from '../export/picture-svg.ts';
import { pngBlob } from '../export/png-blob.ts';
import { saveFile } from '../export/save-file.ts';

/** What can be taken along. */
export interface SavesProps {
  /** Of the file, without its ending. */
  name: string;
  /** The picture, drawn off the screen. */
  markup: () => string;
  caption: PictureCaption;
  /** Its figures, where it has any; null: they are still on their way. */
  csv?: (() => string) | null;
}

/** The ways to take a picture along. */
export function Saves({ name, markup, caption, csv }: SavesProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const svg = () => pictureSvg(markup(), caption);
  const save = (ending: string, type: string, content: string) =>
    saveFile(`${name}.${ending}`, new Blob([content], { type }));
  const savePng = () =>
    pngBlob(svg())
      .then((blob) => saveFile(`${name}.png`, blob))
      .catch((error: Error) => setFailure(error.message));
  return (
    <>
      <fieldset className="saves" aria-label={caption.title}>
        Save
        <button type="button" onClick={() => save('svg', 'image/svg+xml', svg())}>
          SVG
        </button>
        <button type="button" onClick={() => void savePng()}>
          PNG
        </button>
        {csv !== undefined && (
          <button
            type="button"
            // Not `disabled`: the way by keyboard stays the same while figures are on their way.
            aria-disabled={csv === null}
            onClick={() => csv !== null && save('csv', 'text/csv;charset=utf-8', csv())}
          >
            CSV
          </button>
        )}
      </fieldset>
      {failure !== null && <span role="alert">{failure}</span>}
    </>
  );
}
