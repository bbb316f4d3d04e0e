import { type ProcessModel, processModelSchema } from '@desirepath/schema';
import type { MapProblem } from '../map/check-meaning.ts';
import { flowFormProblems } from '../map/flow-form.ts';
import { flowNames } from '../map/flow-names.ts';
import { nearest } from '../map/nearest.ts';
import { type Automaton, compileAutomaton } from './automaton.ts';
import { TooManyStatesError } from './automaton-builder.ts';
import { flowProcess } from './process.ts';

/** A designed process ready for aligning a log with it. */
export interface LogModel {
  name: string;
  automaton: Automaton;
  /** What the symbols stand for, from symbol 1 on: ids of a map's touchpoints, or activities. */
  labels: readonly { touchpoint: string; stage: number }[];
  /** The symbol of an activity of the log; undefined where the model does not have it. */
  symbolOf(activity: string): number | undefined;
}

/**
 * Checks a process model file, after YAML or JSON has been read, and makes it ready. Activities are named as in the log.
 */
export function checkProcessModel(input: unknown): { model: LogModel } | { problems: MapProblem[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      problems: [{ path: '', message: 'A process model is a group of fields: "flow", and if you like "name".' }],
    };
  }
  const fields = Object.keys(processModelSchema.shape);
  const unknown = Object.keys(input).filter((key) => !fields.includes(key));
  const problems = unknown.map((key): MapProblem => {
    const near = nearest(key, fields)[0];
    const way =
      near === undefined ? 'it may have "name" and "flow", and a journey map "stages".' : `did you mean "${near}"?`;
    return { path: key, message: `The process model has the unknown field "${key}"; ${way}` };
  });
  if ('flow' in input) problems.push(...flowFormProblems(input.flow, 'flow', 'The process model'));
  else problems.push({ path: 'flow', message: 'The process model has no "flow"; write its blocks there.' });
  if (problems.length > 0) return { problems };
  const parsed = processModelSchema.safeParse(input);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({
        path: path.join('.'),
        message: `The process model: "${path.join('.')}": ${message}; correct it.`,
      })),
    };
  }
  try {
    return { model: compileProcessModel(parsed.data) };
  } catch (error) {
    if (error instanceof TooManyStatesError) return { problems: [{ path: 'flow', message: error.message }] };
    throw error;
  }
}

/** @throws TooManyStatesError when its parallel blocks multiply to too many states */
function compileProcessModel({ name, flow }: ProcessModel): LogModel {
  const activities = [...new Set(flowNames(flow, 'flow').map((leaf) => leaf.name))];
  const symbols = new Map(activities.map((activity, i) => [activity, i + 1]));
  return {
    name,
    automaton: compileAutomaton(flowProcess(flow, (leaf) => ({ kind: 'step', symbol: symbols.get(leaf) ?? 0 }))),
    labels: activities.map((touchpoint) => ({ touchpoint, stage: 0 })),
    symbolOf: (activity) => symbols.get(activity),
  };
}
