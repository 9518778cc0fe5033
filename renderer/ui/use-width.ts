import { type RefObject, useLayoutEffect, useState } from 'react';

const told = new WeakMap<Element, (width: number) => void>();
let watching: ResizeObserver | undefined;
const observer = () =>
  (watching ??= new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) told.get(target)?.(Math.round(contentRect.width));
  }));

/** How wide an element is, px; 0 until it is laid out. One observer for all: a page may have a hundred of them. */
export function useWidth(element: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const own = element.current;
    if (!own) return;
    told.set(own, setWidth);
    observer().observe(own);
    return () => observer().unobserve(own);
  }, [element]);
  return width;
}
