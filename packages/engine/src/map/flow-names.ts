import type { Flow } from '@desirepath/schema';

/** Every name in a flow with its place. */
export function flowNames(flow: Flow, path: string): { name: string; path: string }[] {
  if (typeof flow === 'string') return [{ name: flow, path }];
  if (Array.isArray(flow)) return flow.flatMap((part, i) => flowNames(part, `${path}[${i}]`));
  if ('silent' in flow) return [];
  return Object.entries(flow).flatMap(([key, part]: [string, Flow | undefined]) =>
    part === undefined ? [] : flowNames(part, `${path}.${key}`),
  );
}
