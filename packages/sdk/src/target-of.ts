/** The element an event happened on: inside an open shadow root `target` is only the host, but the path, which is dearer, knows it. */
export function targetOf(event: Event): Element {
  const target = event.target as Element;
  return target.shadowRoot ? (event.composedPath()[0] as Element) : target;
}
