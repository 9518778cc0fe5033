import { createClient } from '../../shared/api/client';
import { PORT_MESSAGE } from '../../shared/api/shell-channels';
import type { Port } from '../../shared/api/wire';
import { bridge, onShellEvent } from './bridge';
import { createLink, type Link } from './link';
import { mark } from './marks';

const { link, attach, detach } = createLink();
export const backend: Link = link;

/** How often the page was given a (new) backend. */
let served = 0;
let asked = false;
const onAttached = new Set<() => void>();

function fromDom(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen: (listener) => {
      port.onmessage = (event: MessageEvent<unknown>) => listener(event.data); // also starts the port
    },
    onClose: (listener) => port.addEventListener('close', listener),
    close: () => port.close(),
  };
}

function ask(): void {
  asked = true;
  bridge.connect();
}

/** Runs each time that a backend other than the first one answers: what was asked before may have changed. */
export function onBackendReplaced(listener: () => void): void {
  onAttached.add(listener);
}

/** Takes the port that the shell hands over, now and after each restart of the backend. Called once. */
export function connectBackend(): void {
  let alive = false;
  window.addEventListener('message', ({ source, data, ports }: MessageEvent<unknown>) => {
    const port = ports[0];
    if (source !== window || data !== PORT_MESSAGE || !port) return;
    if (!asked && alive) return port.close();
    asked = false;
    alive = true;
    port.addEventListener('close', () => {
      alive = false;
    });
    mark('connected');
    attach(createClient(fromDom(port)));
    served += 1;
    if (served > 1) for (const listener of onAttached) listener();
  });
  onShellEvent((event) => {
    if (event.type !== 'backend') return;
    if (event.state === 'running') {
      if (!alive) ask();
      return;
    }
    if (event.state === 'starting') return;
    alive = false;
    detach(); // a port to a process that died need not notice
  });
  ask();
}
