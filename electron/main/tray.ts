import { Menu, nativeImage, Tray } from 'electron';
import type { Log } from './logs';
import type { ShellWords } from './shell-words';

const ICON_PX = 22;

export type TrayOptions = {
  readonly icon: string;
  readonly words: () => ShellWords;
  readonly open: () => void;
  readonly stopAndQuit: () => void;
  readonly log: Log;
};

/**
 * What is served while there is no window, by name; none takes it away. A system without a place for it says nothing of that:
 * the app is then opened by starting it again.
 */
export function createTray({ icon, words, open, stopAndQuit, log }: TrayOptions): (services: readonly string[]) => void {
  let tray: Tray | null = null;
  const make = () => {
    const made = new Tray(nativeImage.createFromPath(icon).resize({ width: ICON_PX, height: ICON_PX }));
    if (process.platform !== 'darwin') made.on('click', open); // there a press opens the menu
    return made;
  };
  const show = (services: readonly string[]) => {
    const say = words();
    tray ??= make();
    tray.setToolTip(`${say['tray.serves']} ${services.join(', ')}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: say['tray.serves'], enabled: false },
        ...services.map((name) => ({ label: name, enabled: false })),
        { type: 'separator' as const },
        { label: say['tray.open'], click: open },
        { label: say['tray.stop'], click: stopAndQuit },
      ]),
    );
  };
  return (services) => {
    try {
      if (services.length > 0) return show(services);
      tray?.destroy();
      tray = null;
    } catch (error) {
      log.warn('there is no place for a tray icon', { why: String(error) });
    }
  };
}
