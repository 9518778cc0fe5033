import { cp, rename, rm } from 'node:fs/promises';
import { existsSync, realpathSync } from 'node:fs';
import { AppError, failure } from '../../../shared/models/failure';
import type { KnownWorkspace, OpenWorkspace } from '../../../shared/models/workspace';
import type { Log } from '../lib/log';
import { storeFailure } from '../lib/store-failure';
import type { Documents } from '../storage/documents';
import { KnownWorkspaces } from './known-workspaces';
import type { StartEngine } from './reach-engine';
import { registerSample } from './sample-datasets';
import { Supervised } from './supervised';

export type WorkspaceSample = {
  /** What it is made of; read only. */
  readonly source: string;
  /** Where it is made, for the user. */
  readonly folder: string;
};

export type WorkspacesOptions = {
  readonly documents: Documents;
  readonly homeFolder: string;
  /** Absent where no engine can be started: then only one that is up can be attached to. */
  readonly startEngine: StartEngine | undefined;
  /** This session of the app: engines that it started are its own. */
  readonly owner: string | null;
  readonly sample: WorkspaceSample | null;
  /** Whether what is opened is written down as known. */
  readonly remember: boolean;
  readonly log: Log;
  readonly now: () => number;
};

/** Which folder is open as a workspace: one at a time. */
export class Workspaces {
  readonly known: KnownWorkspaces;
  readonly #options: WorkspacesOptions;
  readonly #listeners = new Set<() => void>();
  #current: Supervised | null = null;
  /** Openings and closings come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: WorkspacesOptions) {
    this.#options = options;
    this.known = new KnownWorkspaces(options.documents, options.homeFolder);
  }

  get current(): Supervised | null {
    return this.#current;
  }

  /** The open one, where it is the sample at the place where that is made. */
  get sample(): Supervised | null {
    const { sample } = this.#options;
    const isIt = sample && this.#current && existsSync(sample.folder) && realFolder(sample.folder) === this.#current.folder;
    return isIt ? this.#current : null;
  }

  get state(): { open: OpenWorkspace | null; known: KnownWorkspace[] } {
    return { open: this.#current?.state ?? null, known: this.known.list() };
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @throws AppError `not-found` `workspace-other`: it is not the one that is open */
  of(connection: string): Supervised {
    if (this.#current?.state.connection === connection) return this.#current;
    throw new AppError(failure('not-found', { reason: 'workspace-other' }, connection));
  }

  /** The open one. @throws AppError `not-found` */
  need(): Supervised {
    if (this.#current) return this.#current;
    throw new AppError(failure('not-found', { reason: 'workspace-other' }));
  }

  /** A folder that the user named to the system, never a page. The one that was open is closed once this one is open. @throws AppError */
  openFolder(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      const path = realFolder(folder);
      if (this.#current?.folder === path) return;
      const { startEngine, owner, log, now } = this.#options;
      const opened = await Supervised.open({ folder: path, shown: this.known.shown(path), startEngine, owner, log, now, onChange: () => this.#tell() });
      if (this.#closed) return opened.end();
      await this.#leave(false);
      this.#current = opened;
      const { id, name } = opened.state;
      if (this.#options.remember) this.known.noteOpened({ id, name, folder: path, lastOpenedAt: now() });
      this.#tell();
    });
  }

  /** @throws AppError `not-found` for an id that was never open here */
  async openKnown(id: string): Promise<void> {
    const found = this.known.find(id);
    if (!found) throw new AppError(failure('not-found', { reason: 'workspace-missing', values: { folder: id } }));
    return this.openFolder(found.folder);
  }

  /** Makes the sample's folder where there is none, and opens it. */
  async openSample(): Promise<void> {
    const { sample } = this.#options;
    if (!sample || !existsSync(sample.source))
      throw new AppError(failure('unsupported', { reason: 'workspace-missing', values: { folder: sample?.source ?? '' } }));
    const { source, folder } = sample;
    if (!existsSync(folder)) {
      const draft = `${folder}.${process.pid}.tmp`;
      try {
        await cp(source, draft, { recursive: true });
        await rename(draft, folder);
      } catch (error) {
        await rm(draft, { recursive: true, force: true });
        throw new AppError(storeFailure(error, folder), { cause: error });
      }
    }
    await this.openFolder(folder);
    if (this.#current?.folder === realFolder(folder)) await registerSample(folder, this.#current.link(), this.#current.state.connection, this.#options.log);
  }

  /** The workspace that was open when the app was left, where it still is. Never throws: what it says is in the log and in what is known. */
  async reopen(): Promise<void> {
    const last = this.known.lastOpen();
    if (!last) return;
    await this.openFolder(last.folder).catch((error: unknown) => this.#options.log.warn('the last workspace did not open again', { text: String(error) }));
  }

  /** @throws AppError: runs were to be stopped, and no engine is there that could; it stays open */
  close(stopRuns: boolean, keepServing = false): Promise<void> {
    return this.#inTurn(async () => {
      await this.#leave(stopRuns, keepServing);
      if (this.#options.remember) this.known.noteClosed();
      this.#tell();
    });
  }

  forget(id: string): void {
    this.known.forget(id);
    this.#tell();
  }

  /** Everything of the open one was removed: its engine has ended, and there is nothing to come back to. */
  gone(): void {
    const id = this.#current?.state.id;
    this.#current?.end();
    this.#current = null;
    if (id !== undefined) this.known.forget(id);
    this.#tell();
  }

  /** Lets go. Whoever started the engine ends it. */
  shutDown(): void {
    this.#closed = true;
    this.#current?.end();
    this.#current = null;
    this.#listeners.clear();
  }

  /** An engine that is ours ends; one that we attached to is left to its owner. */
  async #leave(stopRuns: boolean, keepServing = false): Promise<void> {
    const leaving = this.#current;
    if (!leaving) return;
    leaving.closing();
    if (!leaving.state.attached) {
      try {
        // What an engine that is away has left training is found and ended by the next one alone.
        const link = stopRuns ? await leaving.reached() : leaving.link();
        await link.request('engine.leave', { stopRuns, keepServing });
      } catch (error) {
        this.#options.log.warn('an engine could not be told to leave', { stopRuns, text: String(error) });
        if (stopRuns) {
          leaving.staysOpen();
          throw error;
        }
      }
    }
    leaving.end();
    this.#current = null;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined); // told to whoever asked
    return done;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw new AppError(failure('local', { reason: 'workspace-missing', text: String(error), values: { folder } }), { cause: error });
  }
}
