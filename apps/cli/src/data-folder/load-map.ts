import { readFileSync } from 'node:fs';
import { checkMap } from '@desirepath/engine';
import { DEFAULT_MAP, type JourneyMap } from '@desirepath/schema';
import { LineCounter, parseDocument } from 'yaml';
import { messageOf, whyUnreadable, wrongCall } from '../shell/cli-error.ts';
import { lineOf } from './line-of.ts';

/** One thing that is wrong with a map file. */
interface MapFileProblem {
  /** Where in the map: `stages[2].name`; empty for the file as a whole. */
  path: string;
  /** Line in the file, from 1; null where it cannot be told. */
  line: number | null;
  /** A sentence that names the thing and the way out. */
  message: string;
}

/** A checked map file. */
export type LoadedMap = { map: JourneyMap } | { problems: MapFileProblem[] };

/** Keys of `stages[0].where["props.x"]`: 'stages', 0, 'where', 'props.x'. */
function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)].map(([, index, quoted, word]) =>
    index === undefined ? (quoted ?? word ?? '') : Number(index),
  );
}

/**
 * The text of a map's file.
 *
 * @throws CliError (2) when the file cannot be read
 */
export function readMapText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrongCall(`The map ${file} cannot be read: ${whyUnreadable(error)}; check the path.`, error);
  }
}

/**
 * Reads a journey map, YAML or JSON, and checks it.
 *
 * @throws CliError (2) when the file cannot be read
 * @example
 * const loaded = loadMap('maps/shop.yaml');
 * if ('problems' in loaded) for (const { line, message } of loaded.problems) …
 */
export function loadMap(file: string): LoadedMap {
  const text = readMapText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({
        path: '',
        line: error.linePos?.[0].line ?? null,
        message: `The file is not YAML here: ${messageOf(error).split(' at line ')[0]}; correct it and check again.`,
      })),
    };
  }
  const checked = checkMap(document.toJS());
  if ('map' in checked) return checked;
  return {
    problems: checked.problems.map(({ path, message }) => ({
      path,
      line: lineOf(document, lines, keysOf(path)),
      message,
    })),
  };
}

/**
 * The map of a site: that of its file, or the default one.
 *
 * @throws CliError (2) when the file is missing or the map is not valid
 */
export function siteMap(file: string | undefined): JourneyMap {
  if (file === undefined) {
    const checked = checkMap(DEFAULT_MAP);
    if ('map' in checked) return checked.map;
    throw new Error('The default map is not valid.');
  }
  const loaded = loadMap(file);
  if ('map' in loaded) return loaded.map;
  const first = loaded.problems[0];
  const more = loaded.problems.length - 1;
  const rest = more > 0 ? ` (and ${more} more: run \`desirepath map check ${file}\`)` : '';
  const where = first?.line == null ? '' : ` line ${first.line}`;
  throw wrongCall(`The map ${file}${where} cannot be used: ${first?.message ?? 'it is not valid'}${rest}`);
}
