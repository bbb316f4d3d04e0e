import { useQuery } from '@tanstack/react-query';
import type { MapAnswer } from '../../../src/api/map-answer.ts';
import { call } from './call.ts';
import { useSession } from './use-session.ts';

/** The designed map of the site; asked for again now and then, and often while its history is being made. */
export function useMap() {
  const { token } = useSession();
  return useQuery({
    queryKey: ['map', token],
    queryFn: async ({ signal }): Promise<MapAnswer> => (await call(token, '/map', { signal })).json(),
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.data?.recomputing == null ? 15_000 : 1000),
  });
}
