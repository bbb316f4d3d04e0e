import type { Params } from '../ga4-events.ts';
import type { Experience } from './experience.ts';
import { isPrivate, selectorOf } from './selector-of.ts';

/** What promises to do something when clicked. Fields are left out: their answer is a caret or a tick. */
const CONTROLS =
  'a,button,summary,img,[role=button],[role=link],[role=tab],[role=menuitem],[onclick],input[type=button],input[type=submit],input[type=image],input[type=reset]';
const FILE = /\.(pdf|zip|docx?|xlsx?|pptx?|csv|txt|rtf|epub|mp[34]|mov|avi|dmg|exe|apk)$/i;
/** Signs that a page answered a click, besides a change in it. */
const ANSWERS = 'scroll input change submit focusin toggle play pause fullscreenchange blur visibilitychange'.split(
  ' ',
);
/** A click that nothing has answered by then is dead, ms. */
const PATIENCE = 2000;
/** Clicks this close to each other, in ms and pixels, are one burst. */
const BURST_MS = 1000;
const BURST_PX = 24;

/** Clicks at one place in quick succession. */
interface Burst {
  selector: string;
  /** Of the last click. */
  at: number;
  x: number;
  y: number;
  clicks: number;
  /** How many of them the page answered. */
  answers: number;
}

/**
 * Tells of clicks on controls (`element_click`), on links that lead to another host (`outbound_click`) or to a file
 * (`file_download`), and of clicks that failed the shopper:
 * - `dead_click`: nothing on the page changed, moved or left within 2 s after a click on a control;
 * - `rage_click`: three clicks or more at one place, each within 1 s of the other, of which the page did not answer all.
 *   A stepper that counts with every click is used, not raged at.
 *
 * All carry the `selector` of the control, else of the element itself. Elements marked with `data-dp` tell of their clicks themselves.
 */
export function watchClicks({ window, listen, track, onLeave }: Experience): void {
  const { location } = window;
  let burst: Burst | undefined;
  let answered = true;
  let mayBeDead = false;
  let timer = 0;

  const answer = (): void => {
    if (answered) return;
    answered = true;
    observer.disconnect();
    if (burst) burst.answers++;
  };
  const observer = new window.MutationObserver(answer);
  const judge = (left?: boolean): void => {
    window.clearTimeout(timer);
    observer.disconnect();
    if (burst && burst.clicks > 2) {
      // Three clicks on a paragraph mark it.
      if (burst.answers < burst.clicks && window.getSelection()?.type !== 'Range') {
        track('rage_click', { selector: burst.selector, clicks: burst.clicks });
      }
    } else if (burst && !answered && mayBeDead && !left) track('dead_click', { selector: burst.selector });
    answered = true;
    burst = undefined;
  };

  listen<MouseEvent>(window, 'click', (event) => {
    const path = event.composedPath();
    if (!event.isTrusted || isPrivate(path)) return;
    const target = path[0] as Element;
    const control = path.find((one) => (one as Element).matches?.(CONTROLS)) as Element | undefined;
    const selector = selectorOf(control ?? target);
    const { timeStamp: at, clientX: x, clientY: y } = event;
    if (burst && at - burst.at < BURST_MS && Math.hypot(x - burst.x, y - burst.y) < BURST_PX) {
      burst.clicks++;
      burst.at = at;
    } else {
      judge();
      burst = { selector, at, x, y, clicks: 1, answers: 0 };
    }
    answered = false;
    const link = linkOf(path);
    // A link elsewhere is followed in the browser's own time. Whether the page kept it is known only after its listeners.
    mayBeDead = control !== undefined && (!link || isSamePlace(link, location));
    // The document, and the shadow roots on the way to it: what changes in one is not seen from outside.
    for (const root of path as Node[]) {
      if (root.nodeType === DOCUMENT || root.nodeType === FRAGMENT) observer.observe(root, EVERYTHING);
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(judge, PATIENCE);
    if (link && leads(link, selector)) return;
    if (control && !path.some((one) => (one as Element).hasAttribute?.('data-dp')))
      track('element_click', { selector });
  });
  listen<MouseEvent>(window, 'auxclick', (event) => {
    const path = event.composedPath();
    const link = linkOf(path);
    if (event.button === 1 && link && !isPrivate(path)) leads(link, selectorOf(link));
  });
  for (const type of ANSWERS) listen(window, type, answer);
  const navigation = window.navigation as Navigation | undefined;
  if (navigation) {
    listen<NavigateEvent>(navigation, 'navigate', ({ destination }) => {
      // A placeholder, href="#", leads nowhere.
      if (withoutHash(destination.url) !== withoutHash(location.href)) answer();
    });
  }
  onLeave(() => judge(true));

  /** @returns whether the link leads out of the shop or to a file, and that was told */
  function leads(link: HTMLAnchorElement, selector: string): boolean {
    const { protocol, host, origin, pathname } = link;
    const isWeb = /^https?:$/.test(protocol);
    // Neither a query nor the address in a mailto: leaves the page.
    const params: Params = { selector, url: isWeb ? origin + pathname : protocol };
    if (isWeb && (link.hasAttribute('download') || FILE.test(pathname))) track('file_download', params);
    else if (isWeb ? host !== location.host : /^(mailto|tel|sms):$/.test(protocol)) track('outbound_click', params);
    else return false;
    return true;
  }
}

/** Node types. */
const DOCUMENT = 9;
const FRAGMENT = 11;
const EVERYTHING = { subtree: true, childList: true, attributes: true, characterData: true };

/** An address without a fragment that is empty. */
function withoutHash(url: string): string {
  return url.replace(/#$/, '');
}

function linkOf(path: readonly EventTarget[]): HTMLAnchorElement | undefined {
  return path.find((one) => (one as Element).matches?.('a[href]')) as HTMLAnchorElement | undefined;
}

/** Whether a link leads to this very page: `#`, `javascript:` and their like, which only a script gives a meaning. */
function isSamePlace(link: HTMLAnchorElement, { origin, pathname, search }: Location): boolean {
  return (
    link.protocol === 'javascript:' || (link.origin === origin && link.pathname + link.search === pathname + search)
  );
}
