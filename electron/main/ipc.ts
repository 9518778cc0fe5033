import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { z } from 'zod';
import { CHANNELS } from '../../shared/api/shell-channels';
import {
  Marks,
  type PickedFile,
  PickedFor,
  type PickResult,
  PlaceName,
  Route,
  SavePicture,
  SaveText,
  type SaveResult,
  ShellCommand,
} from '../../shared/api/shell';
import { failure } from '../../shared/models/failure';
import { Preferences } from '../../shared/models/preferences';
import type { Log } from './logs';
import type { ShellWindow } from './shell-window';
import { findSenderFault } from './trusted-sender';

const MARKS_MAX = 50;
const nothing = z.undefined();

/** Every message that the page can send to the shell, and what it may hold. */
const messages = {
  connect: nothing,
  listening: nothing,
  mark: Marks.refine((marks) => Object.keys(marks).length <= MARKS_MAX),
  setPreferences: Preferences.partial(),
  command: ShellCommand,
  saveText: SaveText,
  savePicture: SavePicture,
  pickWorkspace: nothing,
  pickFile: PickedFor,
  pickPlace: PlaceName,
  openWindow: Route,
} as const;
type Messages = typeof messages;
type Payload<K extends keyof Messages> = z.output<Messages[K]>;

/** What each message does, for the window whose page sent it. */
export interface IpcHandlers {
  connect(from: ShellWindow): void;
  listening(from: ShellWindow): void;
  mark(marks: Marks): void;
  setPreferences(patch: Payload<'setPreferences'>): void;
  command(command: ShellCommand, from: ShellWindow): Promise<void> | void;
  saveText(file: SaveText, from: ShellWindow): Promise<SaveResult>;
  savePicture(file: SavePicture, from: ShellWindow): Promise<SaveResult>;
  pickWorkspace(from: ShellWindow): Promise<PickResult>;
  pickFile(what: PickedFor, from: ShellWindow): Promise<PickedFile>;
  pickPlace(name: PlaceName, from: ShellWindow): Promise<PickedFile>;
  openWindow(route: string): void;
}

type Taken<K extends keyof Messages> = { readonly payload: Payload<K>; readonly from: ShellWindow };

/** Answers the pages of our own windows, and nobody else. What is refused is logged and has no effect. */
export function serveIpc(handlers: IpcHandlers, windowOf: (contents: WebContents) => ShellWindow | null, origin: string, log: Log): void {
  const take = <K extends keyof Messages>(name: K, event: IpcMainEvent | IpcMainInvokeEvent, payload: unknown): Taken<K> | null => {
    const from = windowOf(event.sender);
    const fault = findSenderFault(event, from?.contents() ?? null, origin);
    if (fault !== null || from === null) {
      log.warn('a message was refused', { channel: CHANNELS[name], from: fault });
      return null;
    }
    const parsed = messages[name].safeParse(payload);
    if (!parsed.success) {
      log.warn('a message was refused', { channel: CHANNELS[name], why: parsed.error.message.slice(0, 500) });
      return null;
    }
    return { payload: parsed.data as Payload<K>, from }; // the type is that schema's
  };
  ipcMain.on(CHANNELS.connect, (event, payload: unknown) => {
    const taken = take('connect', event, payload);
    if (taken) handlers.connect(taken.from);
  });
  ipcMain.on(CHANNELS.listening, (event, payload: unknown) => {
    const taken = take('listening', event, payload);
    if (taken) handlers.listening(taken.from);
  });
  ipcMain.on(CHANNELS.mark, (event, payload: unknown) => {
    const taken = take('mark', event, payload);
    if (taken) handlers.mark(taken.payload);
  });
  ipcMain.on(CHANNELS.openWindow, (event, payload: unknown) => {
    const taken = take('openWindow', event, payload);
    if (taken) handlers.openWindow(taken.payload);
  });

  ipcMain.handle(CHANNELS.setPreferences, (event, payload: unknown) => {
    const taken = take('setPreferences', event, payload);
    if (taken) handlers.setPreferences(taken.payload);
  });
  ipcMain.handle(CHANNELS.command, async (event, payload: unknown) => {
    const taken = take('command', event, payload);
    if (taken) await handlers.command(taken.payload, taken.from);
  });
  ipcMain.handle(CHANNELS.saveText, async (event, payload: unknown): Promise<SaveResult> => {
    const taken = take('saveText', event, payload);
    return taken ? handlers.saveText(taken.payload, taken.from) : { failure: failure('invalid', { reason: 'message-malformed' }) };
  });
  ipcMain.handle(CHANNELS.savePicture, async (event, payload: unknown): Promise<SaveResult> => {
    const taken = take('savePicture', event, payload);
    return taken ? handlers.savePicture(taken.payload, taken.from) : { failure: failure('invalid', { reason: 'message-malformed' }) };
  });
  ipcMain.handle(CHANNELS.pickWorkspace, async (event, payload: unknown): Promise<PickResult> => {
    const taken = take('pickWorkspace', event, payload);
    return taken ? handlers.pickWorkspace(taken.from) : { picked: false, failure: failure('invalid', { reason: 'message-malformed' }) };
  });
  ipcMain.handle(CHANNELS.pickFile, async (event, payload: unknown): Promise<PickedFile> => {
    const taken = take('pickFile', event, payload);
    return taken ? handlers.pickFile(taken.payload, taken.from) : { failure: failure('invalid', { reason: 'message-malformed' }) };
  });
  ipcMain.handle(CHANNELS.pickPlace, async (event, payload: unknown): Promise<PickedFile> => {
    const taken = take('pickPlace', event, payload);
    return taken ? handlers.pickPlace(taken.payload, taken.from) : { failure: failure('invalid', { reason: 'message-malformed' }) };
  });
}
