import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import { z } from 'zod';
import { type KnownWorkspace, WorkspaceId } from '../../../shared/models/workspace';
import type { Documents } from '../storage/documents';

const DOCUMENT = 'workspaces';
/** The oldest are forgotten. */
const KNOWN_MAX = 50;

const Stored = z.object({
  known: z.array(z.object({ id: WorkspaceId, name: z.string(), folder: z.string(), lastOpenedAt: z.number() })),
  /** The one that was open when the app was left. */
  open: WorkspaceId.nullable(),
});
type Stored = z.infer<typeof Stored>;
export type StoredWorkspace = Stored['known'][number];
const NONE: Stored = { known: [], open: null };

/** Folders that were workspaces when this Pilothouse saw them last. */
export class KnownWorkspaces {
  constructor(
    private readonly documents: Documents,
    private readonly homeFolder: string,
  ) {}

  list(): KnownWorkspace[] {
    return this.#read().known.map(({ folder, ...known }) => ({ ...known, folder: this.shown(folder), present: existsSync(folder) }));
  }

  find(id: string): StoredWorkspace | undefined {
    return this.#read().known.find((known) => known.id === id);
  }

  ofFolder(folder: string): StoredWorkspace | undefined {
    return this.#read().known.find((known) => known.folder === folder);
  }

  lastOpen(): StoredWorkspace | undefined {
    const { open } = this.#read();
    return open === null ? undefined : this.find(open);
  }

  noteOpened(opened: StoredWorkspace): void {
    this.#change(({ known }) => ({ known: [opened, ...known.filter(({ id }) => id !== opened.id)].slice(0, KNOWN_MAX), open: opened.id }));
  }

  noteClosed(): void {
    this.#change(({ known }) => ({ known, open: null }));
  }

  forget(id: string): void {
    this.#change(({ known, open }) => ({ known: known.filter((one) => one.id !== id), open: open === id ? null : open }));
  }

  /** As people write it. */
  shown(folder: string): string {
    return folder === this.homeFolder || folder.startsWith(this.homeFolder + sep) ? `~${folder.slice(this.homeFolder.length)}` : folder;
  }

  #read(): Stored {
    return this.documents.read(DOCUMENT, Stored, NONE);
  }

  #change(edit: (before: Stored) => Stored): void {
    this.documents.change(DOCUMENT, Stored, NONE, edit);
  }
}
