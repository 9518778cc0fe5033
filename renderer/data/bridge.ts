import type { Bridge, ShellEvent } from '../../shared/api/shell';
import type { Stop } from '../../shared/api/verb';

declare global {
  interface Window {
    readonly bridge: Bridge;
  }
}

/** All that the page can reach outside itself, put there by the preload script. */
export const bridge: Bridge = window.bridge;

const listeners = new Set<(event: ShellEvent) => void>();

/** What the shell tells, from `listenToShell` on. */
export function onShellEvent(listener: (event: ShellEvent) => void): Stop {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let listening = false;
/** Once all who want to know listen: the shell keeps its events, a link that started the app among them, until then. */
export function listenToShell(): void {
  if (listening) return;
  listening = true;
  bridge.onEvent((event) => {
    for (const listener of listeners) listener(event);
  });
}
