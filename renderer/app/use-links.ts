import { useEffect } from 'react';
import { onShellEvent } from '../data/bridge';
import { notify } from '../parts/notices';
import { useGo } from './use-go';

/** Follows links from outside. They navigate, and do no more. */
export function useLinks(): void {
  const go = useGo();
  useEffect(
    () =>
      onShellEvent((event) => {
        if (event.type !== 'link') return;
        if (event.key === null) notify({ tone: 'warn', word: 'shell.link.bad' });
        else if (!go.toEntity(event.key)) notify({ tone: 'warn', word: 'shell.link.no-screen' });
      }),
    [go],
  );
}
