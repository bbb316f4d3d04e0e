import type { MouseEvent, ReactNode } from 'react';
import { addressOf, goTo } from './use-path.ts';

/** A link to one of the pages; with a modifier key, the browser's own. */
export function NavLink({ to, current, children }: { to: string; current?: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    goTo(addressOf(to));
  };
  return (
    <a href={to} onClick={follow} aria-current={current === to ? 'page' : undefined}>
      {children}
    </a>
  );
}
