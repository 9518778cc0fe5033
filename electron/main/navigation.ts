import { app, shell, type WebContents } from 'electron';
import { isOwnPage } from './bundle-path';
import { allowedExternalLink } from './external-links';
import type { Log } from './logs';

/** Keeps every page that there ever is in this app where it is. Only the shell moves a window, by `loadURL`. */
export function guardNavigation(origin: string, log: Log): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, origin, log));
}

function guard(contents: WebContents, origin: string, log: Log): void {
  const refuse = (what: string) => (event: { preventDefault(): void; readonly url: string; readonly isMainFrame: boolean }) => {
    // A page may load itself again; a route is a hash and never comes here.
    if (what !== 'redirect' && event.isMainFrame && isOwnPage(event.url, origin)) return;
    event.preventDefault();
    log.warn('a navigation was refused', { what, url: event.url.slice(0, 200) });
  };
  contents.on('will-navigate', refuse('navigate'));
  contents.on('will-redirect', refuse('redirect'));
  contents.on('will-frame-navigate', refuse('frame'));
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log.warn('a webview was refused');
  });
  // Peer connections pass by every filter of requests.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    const link = allowedExternalLink(url);
    if (link === null) log.warn('a window was refused', { url: url.slice(0, 200) });
    else shell.openExternal(link).catch((error: unknown) => log.warn('the browser did not open', { why: String(error) }));
    return { action: 'deny' };
  });
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
}
