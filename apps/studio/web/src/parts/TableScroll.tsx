import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** What scrolls, and what it is called. */
export interface TableScrollProps {
  label: string;
  children: ReactNode;
}

/** A table that scrolls sideways by itself where it does not fit; only then does the keyboard stop at it. */
export function TableScroll({ label, children }: TableScrollProps) {
  const ref = useRef<HTMLElement>(null);
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setOverflows(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <section ref={ref} className="table-scroll" aria-label={label} {...(overflows ? { tabIndex: 0 } : {})}>
      {children}
    </section>
  );
}
