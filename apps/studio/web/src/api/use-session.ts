import { createContext, useContext } from 'react';

/** The token of this tab, and the way to give it up. */
export interface Session {
  token: string;
  signOut(): void;
}

export const SessionContext = createContext<Session | null>(null);

/** The session of the page; only used below {@link SessionContext}. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is only for what is shown after a token was given.');
  return session;
}
