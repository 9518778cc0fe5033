import { app, type Session } from 'electron';
import type { Log } from './logs';

/** What Chromium would do on the network by itself. */
const SWITCHES_OFF = [
  'disable-background-networking',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-update',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-sync',
  'no-first-run',
  'no-pings',
  // No automatic discovery of a proxy either: the page needs none.
  'no-proxy-server',
];
const FEATURES_OFF = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'OptimizationGuideModelDownloading',
  'Prerender2',
  'SegmentationPlatform',
  'Translate',
];
/** All that could reach another machine or the disk. `app:`, `data:`, `blob:` and `devtools:` stay inside. */
const OUTWARD = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'];

/** Before the app is ready. Chromium's network service resolves no name at all; the backend has sockets of its own. */
export function silenceChromium(devServer: string | null): void {
  for (const name of SWITCHES_OFF) app.commandLine.appendSwitch(name);
  const features = [app.commandLine.getSwitchValue('disable-features'), ...FEATURES_OFF].filter(Boolean).join(',');
  app.commandLine.appendSwitch('disable-features', features);
  const local = devServer ? `, EXCLUDE ${new URL(devServer).hostname}` : '';
  app.commandLine.appendSwitch('host-resolver-rules', `MAP * ~NOTFOUND${local}`);
}

/** Cancels every request of a page that would leave the app, whoever made it. */
export function cutOff(session: Session, devServer: string | null, log: Log): void {
  const allowed = devServer ? new URL(devServer).host : null;
  void session.setProxy({ mode: 'direct' });
  // Chromium would fetch a dictionary at the first start.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest({ urls: OUTWARD }, ({ url }, answer) => {
    if (allowed !== null && new URL(url).host === allowed) return answer({});
    log.warn('a request out of the app was cancelled', { url: url.slice(0, 200) });
    return answer({ cancel: true });
  });
  session.on('will-download', (event, item) => {
    event.preventDefault();
    log.warn('a download was refused', { url: item.getURL().slice(0, 200) });
  });
}
