import type { Port } from '../../shared/api/wire';

/** Two ends of a pipe inside one process, for the command line and for tests. Clones like a real port, and answers in a later turn. */
export function createPortPair(): [Port, Port] {
  const ends = [0, 1].map(() => ({ listener: undefined as ((message: unknown) => void) | undefined, waiting: [] as unknown[], closers: [] as (() => void)[] }));
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    for (const { closers } of ends) for (const listener of closers) listener();
  };
  const make = (own: 0 | 1): Port => {
    const here = ends[own];
    const there = ends[own === 0 ? 1 : 0];
    if (!here || !there) throw new Error('a pair has two ends');
    return {
      post(message) {
        const clone: unknown = structuredClone(message);
        if (closed) return;
        queueMicrotask(() => {
          if (there.listener) there.listener(clone);
          else there.waiting.push(clone);
        });
      },
      listen(listener) {
        here.listener = listener;
        for (const message of here.waiting.splice(0)) listener(message);
      },
      onClose: (listener) => void here.closers.push(listener),
      close,
    };
  };
  return [make(0), make(1)];
}
