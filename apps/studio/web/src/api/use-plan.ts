import type { AnswerTo, PlanInput } from '@desirepath/schema';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from './call.ts';
import { useSession } from './use-session.ts';

/** How a question is asked again. */
export interface PlanOptions {
  /** Ask at all; default true. */
  enabled?: boolean;
  /** Ask again this often, ms. */
  every?: number;
}

/** Asks a question; while a changed one is under way, the answer before stays. */
export function usePlan<P extends PlanInput>(plan: P, { enabled = true, every }: PlanOptions = {}) {
  const { token } = useSession();
  return useQuery({
    queryKey: ['plan', token, plan],
    queryFn: async ({ signal }): Promise<AnswerTo<P['plan']>> =>
      (await call(token, '/query', { body: plan, signal })).json(),
    placeholderData: keepPreviousData,
    enabled,
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}
