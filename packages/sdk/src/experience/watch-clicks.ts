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
/** Clicks are read so long after the first of them, ms: until then the page has the processor to itself. */
const READ_AFTER = 500;
/** A click that nothing has answered by then is dead, ms. */
const PATIENCE = 2000;
/** Clicks this close to each other, in ms and pixels, are one burst. */
const BURST_MS = 1000;
const BURST_PX = 24;

/** What was clicked. */
interface Hit {
  selector: string;
  /** Whether it promises an answer on this page. */
  _mayBeDead: boolean;
  /** The event to tell of it, if there is one. */
  _told: [name: string, params: Params] | undefined;
}

/** A click as it came. What it was on is read later, when nobody waits for the page to answer. */
interface Click {
  _event: MouseEvent;
  /** As it was before the page's own listeners: they may take the element away. */
  _path: Element[];
  /** Of the page it happened on. */
  _url: string;
  _answered?: boolean;
  /** What it was on, once it is read. */
  _hit?: Hit;
}

/**
 * Tells of clicks on controls (`element_click`), on links that lead to another host (`outbound_click`) or to a file
 * (`file_download`), and of clicks that failed the shopper:
 * - `dead_click`: nothing on the page changed, moved or left within 2 s after a click on a control;
 * - `rage_click`: three clicks or more at one place, each within 1 s of the other, of which the page did not answer all.
 *   A stepper that counts with every click is used, not raged at.
 *
 * All carry the `selector` of the control, else of the element itself. Elements marked with `data-dp` tell of their clicks themselves.
 * @param notice is called at every click of the shopper
 */
export function watchClicks({ window, listen, track, onLeave }: Experience, notice: () => void): void {
  const { document, location, performance } = window;
  const unread: Click[] = [];
  /** Clicks at one place in quick succession. */
  let burst: Click[] = [];
  let unanswered: Click | undefined;
  let timer = 0;

  const answer = (): void => {
    if (!unanswered) return;
    unanswered._answered = true;
    unanswered = undefined;
    observer.disconnect();
  };
  const observer = new window.MutationObserver(answer);
  const tell = (name: string, params: Params, { _event, _url }: Click): void =>
    track(name, params, _url, _event.timeStamp);
  const judge = (left?: boolean): void => {
    const clicks = burst;
    const last = lastOf(clicks);
    if (!last) return;
    burst = [];
    const { selector, _mayBeDead } = last._hit as Hit;
    if (clicks.length > 2) {
      // Three clicks on a paragraph mark it.
      if (clicks.some(({ _answered }) => !_answered) && window.getSelection()?.type !== 'Range') {
        tell('rage_click', { selector, clicks: clicks.length }, last);
      }
    } else if (!last._answered && _mayBeDead && !left) tell('dead_click', { selector }, last);
  };
  const read = (): void => {
    const hits = new Map<Element | undefined, Hit>();
    for (const click of unread.splice(0)) {
      const target = click._path[0];
      // What was clicked twice is looked at once.
      const hit = hits.get(target) ?? hitOf(click._path, location);
      if (!hit) continue;
      hits.set(target, hit);
      click._hit = hit;
      if (!isNear(click._event, lastOf(burst)?._event)) judge();
      burst.push(click);
      if (hit._told) tell(...hit._told, click);
    }
  };
  // One timer sees a whole burst through: to set it anew with every click is dear.
  const wait = (delay: number): void => {
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      read();
      const last = lastOf(burst);
      const rest = last ? last._event.timeStamp + PATIENCE - performance.now() : 0;
      if (rest > 0) wait(rest);
      else judge();
    }, delay);
  };

  listen<MouseEvent>(window, 'click', (event) => {
    if (!event.isTrusted) return;
    notice();
    const path = event.composedPath() as Element[];
    // The window, whose every unknown property is looked for among the names in its page.
    path.pop();
    unanswered = { _event: event, _path: path, _url: location.href };
    unread.push(unanswered);
    // What changes in a shadow root is not seen from outside; to ask every element of every path what it is would be dear.
    for (const node of (event.target as Element).shadowRoot ? path : [document]) {
      if (node.nodeType > COMMENT) observer.observe(node, EVERYTHING);
    }
    wait(READ_AFTER);
  });
  listen<MouseEvent>(window, 'auxclick', (event) => {
    const told = event.button === 1 ? hitOf(event.composedPath() as Element[], location)?._told : undefined;
    if (told?.[1].url) track(...told);
  });
  for (const type of ANSWERS) listen(window, type, answer);
  const navigation = window.navigation as Navigation | undefined;
  if (navigation) {
    listen<NavigateEvent>(navigation, 'navigate', ({ destination }) => {
      // A placeholder, href="#", leads nowhere.
      if (destination.url.replace(/#$/, '') !== location.href.replace(/#$/, '')) answer();
    });
  }
  onLeave(() => {
    read();
    judge(true);
  });
}

/** Type of a node; above it are documents and shadow roots. */
const COMMENT = 8;
const EVERYTHING = { subtree: true, childList: true, attributes: true, characterData: true };

/** @returns nothing for what the page keeps to itself */
function hitOf(path: readonly Element[], location: Location): Hit | undefined {
  if (isPrivate(path)) return undefined;
  const find = (selectors: string): Element | undefined => path.find((one) => one.matches?.(selectors));
  const control = find(CONTROLS);
  const link = find('a[href]') as HTMLAnchorElement | undefined;
  const selector = selectorOf(control ?? (path[0] as Element), path);
  return {
    selector,
    // A link elsewhere is followed in the browser's own time.
    _mayBeDead: !!control && (!link || isSamePlace(link, location)),
    _told:
      (link && leadOf(link, selector, location)) ??
      (control && !find('[data-dp]') ? ['element_click', { selector }] : undefined),
  };
}

const lastOf = (clicks: readonly Click[]): Click | undefined => clicks[clicks.length - 1];

function isNear(one: MouseEvent, other: MouseEvent | undefined): boolean {
  return (
    !!other &&
    one.timeStamp - other.timeStamp < BURST_MS &&
    Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) < BURST_PX
  );
}

/** What to tell of a link out of the shop or to a file. */
function leadOf(link: HTMLAnchorElement, selector: string, location: Location): Hit['_told'] {
  const { protocol, host, origin, pathname } = link;
  const isWeb = /^https?:$/.test(protocol);
  // Neither a query nor the address in a mailto: leaves the page.
  const params: Params = { selector, url: isWeb ? origin + pathname : protocol };
  if (isWeb && (link.hasAttribute('download') || FILE.test(pathname))) return ['file_download', params];
  const leaves = isWeb ? host !== location.host : /^(mailto|tel|sms):$/.test(protocol);
  return leaves ? ['outbound_click', params] : undefined;
}

/** The `href` of a link in a drawing is no text. */
function withoutHash({ href }: { href: string }): string | undefined {
  return `${href}`.split('#')[0];
}

/** Whether a link leads to this very page: `#`, `javascript:` and their like, which only a script gives a meaning. */
function isSamePlace(link: HTMLAnchorElement, location: Location): boolean {
  return link.protocol === 'javascript:' || withoutHash(link) === withoutHash(location);
}
