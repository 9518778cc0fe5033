import { z } from 'zod';
import { DELIVERY_ACTION_IDS } from '../models/action-id';
import { EntityKey } from '../models/entity';
import { Failure } from '../models/failure';
import { LOCALES, Preferences } from '../models/preferences';

/** What the page may ask of the shell by name; each does one fixed thing that takes nothing from the page. */
export const SHELL_COMMANDS = ['open-logs', 'add-kubeconfig', 'open-workspace', 'open-sample', 'reload', 'quit', 'copy-diagnostics'] as const;
export const ShellCommand = z.enum(SHELL_COMMANDS);
export type ShellCommand = z.infer<typeof ShellCommand>;

const ROUTE_MAX = 8_000;
/** The hash of one of our own pages: where a window of its own begins. */
export const Route = z
  .string()
  .max(ROUTE_MAX)
  .regex(/^#\/[^\p{Cc}\s]*$/u);

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const TEXT_FILE_MAX = 20_000_000;
/** Text that the page made, to a place that the user picks in the system's dialog. The name is a proposal, never a path. */
export const SaveText = z.object({
  name: z.string().regex(/^[\w .-]{1,120}$/),
  text: z.string().max(TEXT_FILE_MAX),
});
export type SaveText = z.infer<typeof SaveText>;

const PICTURE_MAX = 40_000_000;
/** A PNG that the page drew. It must begin as one does: nothing else is written under the name of a picture. */
export const SavePicture = z.object({
  name: z.string().regex(/^[\w .-]{1,116}\.png$/),
  png: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= PICTURE_MAX && PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)),
});
export type SavePicture = z.infer<typeof SavePicture>;

/** What can be done to the delivery that is shown; its plan opens. */
const ACTION_COMMANDS = DELIVERY_ACTION_IDS.map((id) => `act-${id}` as const);
/** Menu items that act in the page. */
export const MENU_COMMANDS = ['palette', 'shortcuts', 'settings', 'about', 'find', 'back', 'forward', 'attention', 'own-window', ...ACTION_COMMANDS] as const;

/** What the shell tells the page. */
export const ShellEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('menu'), command: z.enum(MENU_COMMANDS) }),
  /** A link from the operating system. It only navigates. */
  z.object({ type: z.literal('link'), key: EntityKey.nullable() }),
  /** The backend ended and will be started again; `attempt` counts the ends in a row. */
  z.object({
    type: z.literal('backend'),
    state: z.enum(['starting', 'running', 'restarting', 'failed']),
    attempt: z.number().int(),
    retryAt: z.number().nullable(),
  }),
  z.object({ type: z.literal('resumed') }),
  z.object({ type: z.literal('preferences'), preferences: Preferences }),
]);
export type ShellEvent = z.infer<typeof ShellEvent>;

/** What the page is told once, when it loads. */
export const ShellFacts = z.object({
  platform: z.enum(['linux', 'darwin', 'win32']),
  development: z.boolean(),
  locale: z.enum(LOCALES),
  preferences: Preferences,
  versions: z.object({ app: z.string(), electron: z.string(), chrome: z.string(), node: z.string() }),
});
export type ShellFacts = z.infer<typeof ShellFacts>;

export const SaveResult = z.union([z.object({ saved: z.boolean() }), z.object({ failure: Failure })]);
export type SaveResult = z.infer<typeof SaveResult>;

/** Whether a folder was picked, and why it could not be opened as a workspace. */
export const PickResult = z.object({ picked: z.boolean(), failure: Failure.nullable() });
export type PickResult = z.infer<typeof PickResult>;

/** What is proposed as the name of a file that is to be written by others than the page: never a path. */
export const PlaceName = z.object({ name: z.string().regex(/^[\w .-]{1,120}$/) });
export type PlaceName = z.infer<typeof PlaceName>;

/** What a file is asked for. */
export const PICKED_FOR = ['lineage-events', 'certificate', 'certificate-key'] as const;
export const PickedFor = z.enum(PICKED_FOR);
export type PickedFor = z.infer<typeof PickedFor>;
/** What stands for a file that the user picked: the backend alone knows where it lies. */
export const PickedFileId = z.uuid();
/** The file that was picked, with its name to be shown; null where none was. */
export const PickedFile = z.union([z.object({ file: PickedFileId, name: z.string() }).nullable(), z.object({ failure: Failure })]);
export type PickedFile = z.infer<typeof PickedFile>;

/** Moments of one start, epoch milliseconds, for the benchmark of start-up. */
export const Marks = z.record(z.string().max(40), z.number());
export type Marks = z.infer<typeof Marks>;

/** What the preload script puts on `window.bridge`: all that a page can reach outside itself. */
export interface Bridge {
  readonly facts: ShellFacts;
  /** Asks for a port to the backend; it arrives as a `backend-port` message on the window, with the port. */
  connect(): void;
  setPreferences(patch: Partial<Preferences>): Promise<void>;
  command(command: ShellCommand): Promise<void>;
  saveText(file: SaveText): Promise<SaveResult>;
  savePicture(file: SavePicture): Promise<SaveResult>;
  /** Asks for a folder in the system's own dialog, and opens it as a workspace. The page hears of it by `workspaces.watch`. */
  pickWorkspace(): Promise<PickResult>;
  /** Asks for a file in the system's own dialog. What is done with it is asked of the backend, by its id. */
  pickFile(what: PickedFor): Promise<PickedFile>;
  /** Asks where a file is to be written. What is written there is asked of the backend, by its id. */
  pickPlace(name: PlaceName): Promise<PickedFile>;
  onEvent(listener: (event: ShellEvent) => void): void;
  mark(marks: Marks): void;
  /** Shows a route of this app in a window of its own. */
  openWindow(route: string): void;
}
