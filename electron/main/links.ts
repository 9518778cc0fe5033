import { app } from 'electron';
import { z } from 'zod';
import { LINK_SCHEME } from '../../shared/models/entity-link';
import { findLink } from './find-link';

/** What a second copy of the app tells the first one before it goes. */
const SecondStart = z.object({ link: z.string().nullable() });

/**
 * Makes this the only copy of the app on this profile, and takes links of the operating system from here on.
 * @returns the link that the app was started with, or false when another copy runs: then this one must go.
 */
export function claimSingleInstance(argv: readonly string[], onStart: (link: string | null) => void): { readonly link: string | null } | false {
  const link = findLink(argv);
  // Chromium reorders the arguments that it passes on, so the link goes beside them.
  if (!app.requestSingleInstanceLock({ link } satisfies z.infer<typeof SecondStart>)) return false;
  app.on('second-instance', (_event, theirs, _folder, extra) => {
    const told = SecondStart.safeParse(extra);
    onStart(told.success ? told.data.link : findLink(theirs));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    onStart(url);
  });
  // While developing, the system would start a bare Electron.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  return { link };
}
