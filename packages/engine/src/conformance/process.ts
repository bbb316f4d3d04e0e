import type { Flow } from '@desirepath/schema';

/** A designed process over symbols (whole numbers from 0 to 65 535), with the rarer forms of a {@link Flow} resolved. */
export type Process =
  | { kind: 'step'; symbol: number }
  | { kind: 'silent' }
  | { kind: 'sequence' | 'choice' | 'parallel'; parts: readonly Process[] }
  | { kind: 'loop'; body: Process; redo: Process };

const SILENT: Process = { kind: 'silent' };

/** It, or nothing. */
export function optional(process: Process): Process {
  return { kind: 'choice', parts: [process, SILENT] };
}

/** It, once or several times. */
export function repeated(process: Process): Process {
  return { kind: 'loop', body: process, redo: SILENT };
}

/**
 * The process that a flow describes.
 * @param leaf what a name in it stands for
 */
export function flowProcess(flow: Flow, leaf: (name: string) => Process): Process {
  const all = (flows: readonly Flow[]): Process[] => flows.map((part) => flowProcess(part, leaf));
  if (typeof flow === 'string') return leaf(flow);
  if (Array.isArray(flow)) return { kind: 'sequence', parts: all(flow) };
  if ('sequence' in flow) return { kind: 'sequence', parts: all(flow.sequence) };
  if ('choice' in flow) return { kind: 'choice', parts: all(flow.choice) };
  if ('parallel' in flow) return { kind: 'parallel', parts: all(flow.parallel) };
  if ('optional' in flow) return optional(flowProcess(flow.optional, leaf));
  if ('silent' in flow) return SILENT;
  return {
    kind: 'loop',
    body: flowProcess(flow.loop, leaf),
    redo: flow.redo === undefined ? SILENT : flowProcess(flow.redo, leaf),
  };
}
