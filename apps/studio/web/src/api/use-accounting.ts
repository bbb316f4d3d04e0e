import { useQuery } from '@tanstack/react-query';
import type { AccountingAnswer } from '../../../src/api/accounting-answer.ts';
import { call } from './call.ts';
import { useSession } from './use-session.ts';

/** The last 60 minutes of received events by verdict, asked again every 2 s. */
export function useAccounting() {
  const { token } = useSession();
  return useQuery({
    queryKey: ['accounting', token],
    queryFn: async ({ signal }): Promise<AccountingAnswer> =>
      (await call(token, '/accounting?by=minute', { signal })).json(),
    refetchInterval: 2_000,
  });
}
