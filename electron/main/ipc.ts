import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { z } from 'zod';
import { CHANNELS } from '../../shared/api/shell-channels';
import { Marks, SaveText, type SaveResult, ShellCommand } from '../../shared/api/shell';
import { failure } from '../../shared/models/failure';
import { Preferences } from '../../shared/models/preferences';
import type { Log } from './logs';
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
} as const;
type Messages = typeof messages;
type Payload<K extends keyof Messages> = z.output<Messages[K]>;

export interface IpcHandlers {
  connect(): void;
  listening(): void;
  mark(marks: Marks): void;
  setPreferences(patch: Payload<'setPreferences'>): void;
  command(command: ShellCommand): Promise<void> | void;
  saveText(file: SaveText): Promise<SaveResult>;
}

/** Answers our own page, and nobody else. What is refused is logged and has no effect. */
export function serveIpc(handlers: IpcHandlers, contents: () => WebContents | null, origin: string, log: Log): void {
  const take = <K extends keyof Messages>(name: K, event: IpcMainEvent | IpcMainInvokeEvent, payload: unknown): { readonly payload: Payload<K> } | null => {
    const fault = findSenderFault(event, contents(), origin);
    if (fault !== null) {
      log.warn('a message was refused', { channel: CHANNELS[name], from: fault });
      return null;
    }
    const parsed = messages[name].safeParse(payload);
    if (!parsed.success) {
      log.warn('a message was refused', { channel: CHANNELS[name], why: parsed.error.message.slice(0, 500) });
      return null;
    }
    return { payload: parsed.data as Payload<K> }; // the type is that schema's
  };
  ipcMain.on(CHANNELS.connect, (event, payload: unknown) => {
    if (take('connect', event, payload)) handlers.connect();
  });
  ipcMain.on(CHANNELS.listening, (event, payload: unknown) => {
    if (take('listening', event, payload)) handlers.listening();
  });
  ipcMain.on(CHANNELS.mark, (event, payload: unknown) => {
    const taken = take('mark', event, payload);
    if (taken) handlers.mark(taken.payload);
  });

  ipcMain.handle(CHANNELS.setPreferences, (event, payload: unknown) => {
    const taken = take('setPreferences', event, payload);
    if (taken) handlers.setPreferences(taken.payload);
  });
  ipcMain.handle(CHANNELS.command, async (event, payload: unknown) => {
    const taken = take('command', event, payload);
    if (taken) await handlers.command(taken.payload);
  });
  ipcMain.handle(CHANNELS.saveText, async (event, payload: unknown): Promise<SaveResult> => {
    const taken = take('saveText', event, payload);
    return taken ? handlers.saveText(taken.payload) : { failure: failure('invalid', { reason: 'message-malformed' }) };
  });
}
