import { useQuery } from '@tanstack/react-query';
import type { SiteAnswer } from '../../../src/api/site-answer.ts';
import { call } from './call.ts';
import { useSession } from './use-session.ts';

/** The site that the token reads. It does not change while the page is open. */
export function useSite() {
  const { token } = useSession();
  return useQuery({
    queryKey: ['site', token],
    queryFn: async ({ signal }): Promise<SiteAnswer> => (await call(token, '/site', { signal })).json(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
