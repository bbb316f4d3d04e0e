import { PlanError } from '../questions/plan-error.ts';
import { checkMap } from './check-map.ts';
import { compileMap } from './compile-map.ts';
import type { CompiledMap } from './compiled-map.ts';

/**
 * A map that a plan brings along, checked like a file.
 * @throws PlanError that names the first thing that is wrong with it
 */
export function otherMap(input: unknown): CompiledMap {
  const checked = checkMap(input);
  if ('map' in checked) return compileMap(checked.map);
  const [first] = checked.problems;
  const path = first === undefined || first.path === '' ? '' : `.${first.path}`;
  throw new PlanError(`The map given cannot be used: ${first?.message ?? 'it is not valid.'}`, `map${path}`, undefined);
}
