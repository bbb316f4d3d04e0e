import { checkProcessModel, compileMap, type LogModel, mapModel } from '@desirepath/engine';
import { parseDocument } from 'yaml';
import { readMapText, siteMap } from '../data-folder/load-map.ts';
import { wrongCall } from '../shell/cli-error.ts';

/**
 * Reads what a log is aligned with: a journey map, or a process model (a file with `flow` and no `stages`).
 *
 * @throws CliError (2) when the file cannot be read or is not valid
 */
export function loadModel(file: string): LogModel {
  const document = parseDocument(readMapText(file));
  const input: unknown = document.errors.length > 0 ? undefined : document.toJS();
  const bare = typeof input === 'object' && input !== null && 'flow' in input && !('stages' in input);
  if (!bare) return mapModel(compileMap(siteMap(file)));
  const checked = checkProcessModel(input);
  if ('model' in checked) return checked.model;
  const [first] = checked.problems;
  const more = checked.problems.length > 1 ? ` (and ${checked.problems.length - 1} more)` : '';
  throw wrongCall(`The process model ${file} cannot be used: ${first?.message ?? 'it is not valid.'}${more}`);
}
