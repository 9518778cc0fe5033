import { useEffect, useRef, useState } from 'react';

const SETTLE_MS = 500;

/** A value that may change with every frame, taken over at most once in half a second: for what need not be of this very frame. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const newest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    newest.current = value;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setSettled(newest.current);
    }, SETTLE_MS);
  }, [value]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return settled;
}
