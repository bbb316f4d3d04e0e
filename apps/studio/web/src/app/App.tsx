import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { initialToken, keepToken, takeToken } from '../api/token-store.ts';
import { SessionContext } from '../api/use-session.ts';
import { Shell } from './Shell.tsx';
import { TokenForm } from './TokenForm.tsx';

const REFUSED = 'This token was not accepted. Check it, or take another one.';

/** The whole of the pages: a token first, then the shell. */
export function App() {
  const [token, setToken] = useState(initialToken);
  const [refused, setRefused] = useState(false);
  const session = useMemo(() => {
    const change = (next: string | null, wasRefused: boolean) => {
      keepToken(next);
      setToken(next);
      setRefused(wasRefused);
    };
    return { change, signOut: () => change(null, false) };
  }, []);
  useEffect(() => {
    // A link with a token that is opened in a tab of these pages loads nothing: only the fragment changes.
    const onLink = () => {
      const given = takeToken();
      if (given !== null) session.change(given, false);
    };
    addEventListener('hashchange', onLink);
    return () => removeEventListener('hashchange', onLink);
  }, [session]);
  const client = useMemo(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          onError: (error) => {
            if (error instanceof ApiError && error.status === 401) session.change(null, true);
          },
        }),
        defaultOptions: {
          queries: {
            staleTime: 10_000,
            retry: (count, error) =>
              count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
          },
        },
      }),
    [session],
  );
  if (token === null) {
    return <TokenForm message={refused ? REFUSED : null} onToken={(given) => session.change(given, false)} />;
  }
  return (
    <SessionContext value={{ token, signOut: session.signOut }}>
      <QueryClientProvider client={client}>
        <Shell />
      </QueryClientProvider>
    </SessionContext>
  );
}
