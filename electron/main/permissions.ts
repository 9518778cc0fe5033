import type { Session } from 'electron';
import { isOwnOrigin } from './bundle-path';
import type { Log } from './logs';

/** The one thing that our page may do beyond drawing: put text that it shows into the clipboard, on a click. */
const ALLOWED = 'clipboard-sanitized-write';

/** Refuses what a page can ask a browser for: both when it asks, and when it looks whether it could. */
export function denyPermissions(session: Session, origin: string, log: Log): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const allowed = permission === ALLOWED && details.isMainFrame && isOwnOrigin(contents.getURL(), origin);
    if (!allowed) log.warn('a permission was refused', { permission });
    answer(allowed);
  });
  session.setPermissionCheckHandler((contents, permission, _requestingOrigin, details) => {
    return permission === ALLOWED && details.isMainFrame && contents !== null && isOwnOrigin(contents.getURL(), origin);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose(null);
  });
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
}
