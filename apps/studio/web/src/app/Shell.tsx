import { useSession } from '../api/use-session.ts';
import { useSite } from '../api/use-site.ts';
import { LivePage } from '../live/LivePage.tsx';
import { MapPage } from '../map/MapPage.tsx';
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Wordmark } from '../parts/Wordmark.tsx';
import { NavLink } from './NavLink.tsx';
import { RecomputingNote } from './RecomputingNote.tsx';
import { usePath } from './use-path.ts';

/** Head, navigation and the page of the path. */
export function Shell() {
  const path = usePath();
  const { signOut } = useSession();
  const site = useSite();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="head">
        <Wordmark />
        <nav aria-label="Pages">
          <NavLink to="/" current={path}>
            Map
          </NavLink>
          <NavLink to="/live" current={path}>
            Live
          </NavLink>
        </nav>
        <span className="site">{site.data?.name}</span>
        <button type="button" className="quiet" onClick={signOut}>
          Forget token
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        {site.isError && <ErrorNotice error={site.error} retry={() => void site.refetch()} />}
        {site.isPending && <Loading what="Opening the shop" />}
        {site.data !== undefined && (
          <ErrorBoundary key={path}>
            <RecomputingNote />
            {path === '/live' ? <LivePage site={site.data} /> : <MapPage site={site.data} />}
          </ErrorBoundary>
        )}
      </main>
    </>
  );
}
