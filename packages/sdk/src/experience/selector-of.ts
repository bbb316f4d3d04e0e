/** Words that a person chose; what a build made up (`css-1x2y3z`, `Card_root__a1B2c`) changes with every release. */
const STABLE = /^[a-z]+(?:[-_]+[a-z]+)*$/i;
const LONGEST = 100;
/** Attributes that name an element for its makers, the best first. None of them is a text that a shopper reads or writes. */
const NAMES = ['data-dp', 'data-testid', 'name', 'type'];

/**
 * A short selector for an element: from its nearest named ancestor down, three steps at most. Names come from ids,
 * classes and attributes alone, never from texts or values, so what a shopper types cannot get into it. It is meant to
 * be read and grouped by; other elements may answer to it, too.
 * @param path of an event on it: says where it stood if the page has taken it away since
 * @example selectorOf(button) // '#basket li button.remove'
 */
export function selectorOf(element: Element, path: readonly Element[] = []): string {
  const steps: string[] = [];
  // Neither a document nor a shadow root has a name.
  for (let one: Element | undefined = element; one?.localName && steps.length < 3; one = parentOf(one, path)) {
    const [step, named] = stepOf(one);
    steps.unshift(step);
    if (named) break;
  }
  return steps.join(' ').slice(0, LONGEST);
}

function parentOf(element: Element, path: readonly Element[]): Element | undefined {
  return element.parentElement ?? path[path.indexOf(element) + 1 || path.length];
}

function stepOf(element: Element): [step: string, named: boolean] {
  const tag = element.localName;
  // Most elements around a control are bare, and every question costs.
  if (!element.hasAttributes()) return [tag, false];
  // Attributes, not properties: in a form, `form.id` may be its field named "id".
  const id = element.getAttribute('id');
  if (id && STABLE.test(id)) return [`#${id}`, true];
  for (const name of NAMES) {
    const value = element.getAttribute(name);
    if (value && STABLE.test(value)) return [`${tag}[${name}=${value}]`, name.startsWith('data-')];
  }
  const kind = element
    .getAttribute('class')
    ?.split(/\s+/)
    .find((one) => STABLE.test(one));
  return [kind ? `${tag}.${kind}` : tag, false];
}

/** Whether the page keeps this to itself: it stands, at any depth, inside `[data-dp-private]`. */
export function isPrivate(path: readonly EventTarget[]): boolean {
  return path.some((one) => (one as Element).hasAttribute?.('data-dp-private'));
}
