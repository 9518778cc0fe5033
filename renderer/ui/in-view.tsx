import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Begins to be drawn this far before it is seen. */
const AHEAD = '240px 0px';
const shown = new WeakMap<Element, (seen: boolean) => void>();
let watching: IntersectionObserver | undefined;
const observer = () =>
  (watching ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) shown.get(target)?.(isIntersecting);
    },
    { rootMargin: AHEAD },
  ));

export type InViewProps = {
  readonly heightPx: number;
  /** It is in sight at first, as far as is known: its content need not wait to be seen. */
  readonly first?: boolean;
  readonly className?: string | undefined;
  readonly children: () => ReactNode;
};

/** A place of a known height whose content is there only while it can be seen: a thousand charts cost as much as those in sight. */
export function InView({ heightPx, first = false, className, children }: InViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(first);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    shown.set(element, setSeen);
    observer().observe(element);
    return () => observer().unobserve(element);
  }, []);
  return (
    <div ref={place} className={className} style={{ blockSize: heightPx }}>
      {seen && children()}
    </div>
  );
}
