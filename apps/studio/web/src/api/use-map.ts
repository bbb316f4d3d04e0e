import { useQuery } from '@tanstack/react-query';
import type { MapAnswer } from '../../../src/api/map-answer.ts';
import { call } from './call.ts';
import { useSession } from './use-session.ts';

/** The designed map of the site. */
export function useMap() {
  const { token } = useSession();
  return useQuery({
    queryKey: ['map', token],
    queryFn: async ({ signal }): Promise<MapAnswer> => (await call(token, '/map', { signal })).json(),
    staleTime: 60_000,
  });
}
