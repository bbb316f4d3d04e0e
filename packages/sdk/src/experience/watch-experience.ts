import type { Browser } from '../browser.ts';
import type { Desirepath } from '../desirepath.ts';
import type { Experience } from './experience.ts';
import { watchClicks } from './watch-clicks.ts';
import { watchEngagement } from './watch-engagement.ts';
import { watchErrors } from './watch-errors.ts';
import { watchForms } from './watch-forms.ts';

/**
 * Watches how the shopper fares on the page: clicks that lead nowhere, forms given up, errors, how far it was read. Every
 * event goes through the tag, which must have been started, and obeys the same consent; `desirepath('stop')` ends it.
 */
export function watchExperience(window: Browser): void {
  const { document, location, performance } = window;
  const tag = window.desirepath as Desirepath | undefined;
  if (!tag?.v) {
    // Rendered ahead: the tag itself begins when the page is shown, and before this.
    document.addEventListener('prerenderingchange', () => watchExperience(window));
    return;
  }
  if (tag.x) return;
  tag.x = true;
  const signal = tag.s as AbortSignal;
  const leaving: ((url: string) => void)[] = [];
  let { href, pathname } = location;

  const listen: Experience['listen'] = (target, type, listener, once) =>
    target.addEventListener(
      type,
      ((event: never) => {
        try {
          listener(event);
        } catch {
          // What goes wrong here must not go wrong in the page.
        }
      }) as EventListener,
      { once: once as boolean, capture: true, signal },
    );
  const leave = (): void => {
    for (const work of leaving) work(href);
  };
  const move = (): void => {
    if (pathname !== location.pathname) leave();
    ({ href, pathname } = location);
  };
  const experience: Experience = {
    window,
    signal,
    listen,
    track: (name, params, url, at = performance.now()) =>
      tag(
        'event',
        name,
        params,
        url === location.href ? undefined : url,
        Math.round(Date.now() + at - performance.now()),
      ),
    onLeave: (work) => leaving.push(work),
  };

  const navigation = window.navigation as Navigation | undefined;
  if (navigation) listen(navigation, 'currententrychange', move);
  // Where the browser does not tell of it, the next thing the shopper does on the new page does.
  else for (const type of ['pointerdown', 'keydown', 'scroll']) listen(window, type, move);
  watchErrors(experience, tag.e ?? []);
  watchForms(experience);
  watchClicks(experience, watchEngagement(experience));
  listen(document, 'visibilitychange', move);
  listen(window, 'pagehide', leave);
}
