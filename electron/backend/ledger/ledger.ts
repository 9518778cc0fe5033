import { randomBytes } from 'node:crypto';
import { AppError, failure } from '../../../shared/models/failure';
import type { LedgerEntry, LedgerRow, LedgerState } from '../../../shared/models/ledger-entry';
import type { Log } from '../lib/log';
import { storeFailure } from '../lib/store-failure';
import { inTransaction } from '../storage/database';
import { Derivation } from './derivation';
import { Frontier } from './frontier';
import { type Head, HeadFile } from './head-file';
import { LedgerFile } from './ledger-file';
import { type LedgerDetail, readDetail } from './read-detail';
import { hasOutcome, type LedgerQuery, listRows, openIntents, readEntry } from './read-entries';
import { LEDGER_FILE, ledgerError, refusal } from './refusal';
import { clearDead, othersAlive, SessionLock } from './session-lock';
import { sessionDraft } from './session-draft';
import { soundTree } from './sound-tree';
import { lost, verifyAll } from './verify';
import { type LedgerDraft, type Stamp, type Written, writeBehind, writeEntry } from './write-entry';

/** How soon entries of other processes are noticed while somebody watches. */
const LOOK_EVERY_MS = 400;
/** The first check of the whole waits until the app has drawn. */
const FIRST_CHECK_MS = 2_000;

export type LedgerOptions = { readonly folder: string; readonly log: Log; readonly app: string; readonly now?: () => number; readonly firstCheckMs?: number };
export type { LedgerDraft };
export type Appended = { readonly seq: number; readonly hash: string };

/**
 * The append-only record of every intent, outcome and refusal, as a tree of RFC 6962 in a file of its own. Several processes
 * may share it. Nothing is written before the first entry. A changed entry is reported and kept, and entries go on behind it
 * (the tree still holds what was written); where the end of the tree is lost or unsound nothing is appended any more,
 * so that nothing is done without record.
 */
export class Ledger {
  /** Of this run of the app or command line. */
  readonly session = randomBytes(8).toString('hex');
  readonly #folder: string;
  readonly #log: Log;
  readonly #app: string;
  readonly #now: () => number;
  readonly #headFile: HeadFile;
  readonly #listeners = new Set<() => void>();
  readonly #abort = new AbortController();
  #file: LedgerFile | null = null;
  #head: Head | null;
  #lock: SessionLock | null = null;
  #state: LedgerState = { state: 'whole', size: 0, root: Frontier.EMPTY.rootHex(), verifiedAt: null, fault: null };
  #version = 0;
  #checking: Promise<LedgerState> | null = null;
  #looking: NodeJS.Timeout | undefined;
  readonly #firstCheck: NodeJS.Timeout;
  readonly #derivation: Derivation;

  constructor({ folder, log, app, now = Date.now, firstCheckMs = FIRST_CHECK_MS }: LedgerOptions) {
    this.#folder = folder;
    this.#log = log;
    this.#app = app;
    this.#now = now;
    this.#headFile = new HeadFile(folder);
    this.#derivation = new Derivation(log);
    this.#head = this.#headFile.read();
    this.#attach();
    this.#firstCheck = setTimeout(() => void (this.#state.state === 'verifying' && this.verify()), firstCheckMs).unref();
  }

  /**
   * Remembers. On disk, flushed, when it returns.
   * @throws AppError `local` where that cannot be had: then nothing was written, and nothing must be done.
   */
  append(draft: LedgerDraft): Appended {
    const appended = this.#write(draft, null);
    if (!appended) throw new AppError(failure('bug', { text: 'an entry was not written' }));
    return appended;
  }

  /** Appends the outcome of an intent unless it has one by now, of whichever process. @returns null where it had. @throws as `append` */
  settle(draft: LedgerDraft): Appended | null {
    return this.#write(draft, (file) => draft.intent === null || !hasOutcome(file, draft.intent));
  }

  /** Intents without an outcome, oldest first, that no other living process is at work on. @throws AppError `local` */
  unsettled(): LedgerEntry[] {
    const isOthers = othersAlive(this.#folder, this.session);
    return this.#read((file) => openIntents(file).flatMap((seq) => readEntry(file, seq)?.entry ?? []), []).filter(({ session }) => !isOthers(session));
  }

  state(): LedgerState {
    this.#look();
    return this.#state;
  }

  /** Hears of every change of `state()`, entries of other processes included. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#looking ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#looking);
      this.#looking = undefined;
    };
  }

  /** Entries that fit, newest first, below `before`; `total` of all that fit. @throws AppError `local` */
  list(filter: LedgerQuery, before: number | null, limit: number): { rows: LedgerRow[]; total: number } {
    return this.#read((file) => listRows(file, filter, before, limit), { rows: [], total: 0 });
  }

  /** One entry with its place in the tree. @throws AppError `not-found`, `local` */
  get(seq: number): LedgerDetail {
    const found = this.#read((file) => readDetail(file, seq), null);
    if (!found) throw new AppError(failure('not-found', { values: { name: String(seq) } }));
    return found;
  }

  /** Reads and checks every entry, a few milliseconds at a time. Never fails: what is wrong is in the state. */
  verify(): Promise<LedgerState> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** Ends the session in the ledger, where it began there. */
  close(): void {
    if (this.#abort.signal.aborted) return;
    if (this.#lock) {
      try {
        this.append(sessionDraft('session-closed', null));
        if (this.#file) this.#derivation.try(this.#file);
        this.#file?.takeIn();
      } catch (error) {
        this.#log.error('the end of the session could not be recorded', { text: String(error) });
      }
    }
    this.#abort.abort();
    clearTimeout(this.#firstCheck);
    this.#derivation.stop();
    clearInterval(this.#looking);
    this.#listeners.clear();
    this.#lock?.release();
    this.#lock = null;
    this.#headFile.close();
    this.#file?.close();
    this.#file = null;
  }

  /** @param wanted is asked in the same transaction; nothing else needs to be asked where it is null */
  #write(draft: LedgerDraft, wanted: ((file: LedgerFile) => boolean) | null): Written | null {
    if (this.#abort.signal.aborted) throw refusal('store-unwritable', 'the ledger is closed');
    const held = this.#lock;
    let written: Written | null = null;
    try {
      const file = this.#fileToWrite();
      if (held && !wanted) written = this.#writeBehind(file, draft);
      if (!written) inTransaction(file.database, () => (written = !wanted || wanted(file) ? this.#writeWithin(file, draft) : null));
    } catch (error) {
      this.#file?.words.clear();
      if (!held) this.#lock?.release();
      this.#lock = held;
      this.#look();
      throw ledgerError(error);
    }
    if (written) this.#grown(written);
    return written;
  }

  /** Mostly nobody else has written since. */
  #writeBehind(file: LedgerFile, draft: LedgerDraft): Written | null {
    const end = file.end();
    return end && writeBehind(file, { ...end, tree: soundTree(end.tree, this.#head) }, draft, this.#stamp());
  }

  #writeWithin(file: LedgerFile, draft: LedgerDraft): Written {
    let tree = soundTree(file.frontier(), this.#head);
    if (!this.#lock) {
      clearDead(this.#folder);
      this.#lock = SessionLock.take(this.#folder, this.session);
      tree = writeEntry(file, tree, sessionDraft('session-opened', draft.person), this.#stamp()).frontier;
    }
    return writeEntry(file, tree, draft, this.#stamp());
  }

  #stamp(): Stamp {
    return { at: this.#now(), session: this.session, app: this.#app };
  }

  #fileToWrite(): LedgerFile {
    if (this.#file && !this.#file.inPlace()) throw refusal('store-unwritable', `${LEDGER_FILE} was moved or removed while it was in use`);
    this.#file ??= LedgerFile.open(this.#folder, !this.#head?.size);
    return this.#file;
  }

  #grown({ frontier, tip }: Written): void {
    this.#head = { size: frontier.size, root: frontier.rootHex() };
    this.#file?.grown(frontier, tip);
    if (this.#file) this.#derivation.soon(this.#file);
    try {
      this.#headFile.write(this.#head);
    } catch (error) {
      this.#log.warn('the head of the ledger could not be written', { text: String(error) });
    }
    this.#set({ ...this.#state, ...this.#head });
  }

  /** Reads at one moment, whatever other processes write meanwhile. */
  #read<T>(work: (file: LedgerFile) => T, none: T): T {
    this.#look();
    const file = this.#file;
    if (!file) {
      if (this.#state.fault) throw refusal('store-corrupt', this.#state.fault.text);
      return none;
    }
    try {
      this.#derivation.upTo(file, this.#state.size);
      file.database.exec('BEGIN');
      try {
        return work(file);
      } finally {
        if (file.database.inTransaction) file.database.exec('COMMIT');
      }
    } catch (error) {
      throw ledgerError(error);
    }
  }

  /** Opens what is there, writing nothing. */
  #attach(): void {
    if (!LedgerFile.exists(this.#folder)) {
      if (this.#head?.size) this.#set({ ...this.#state, state: 'faulty', root: null, fault: lost(0, this.#head.size) });
      return;
    }
    try {
      this.#file = LedgerFile.open(this.#folder, !this.#head?.size);
      const tree = this.#file.frontier();
      this.#version = this.#file.version();
      this.#set({ state: tree.size === 0 ? 'whole' : 'verifying', size: tree.size, root: tree.rootHex(), verifiedAt: null, fault: null });
    } catch (error) {
      this.#unreadable(error);
    }
  }

  /** Whether other processes have written. */
  #look(): void {
    if (this.#abort.signal.aborted) return;
    try {
      if (!this.#file) {
        if (this.#state.fault || !LedgerFile.exists(this.#folder)) return;
        this.#attach();
        if (this.#state.state === 'verifying') void this.verify();
        return;
      }
      const version = this.#file.version();
      if (version === this.#version) return;
      this.#version = version;
      const tree = this.#file.frontier();
      this.#set({ ...this.#state, size: tree.size, root: tree.rootHex() });
    } catch (error) {
      this.#unreadable(error);
    }
  }

  async #check(): Promise<LedgerState> {
    if (!this.#file) {
      this.#attach();
      if (!this.#file) return this.#state;
    }
    const file = this.#file;
    const before = this.#state;
    this.#set({ ...before, state: 'verifying' });
    this.#derivation.try(file);
    try {
      const { fault } = await verifyAll(file, this.#head, this.#abort.signal);
      const tree = file.frontier();
      if (fault) this.#log.error('the ledger is not what was written', { kind: fault.kind, seq: fault.seq, text: fault.text });
      this.#set({ state: fault ? 'faulty' : 'whole', size: tree.size, root: tree.rootHex(), verifiedAt: this.#now(), fault });
    } catch (error) {
      if (this.#abort.signal.aborted) return before;
      this.#unreadable(error);
    }
    return this.#state;
  }

  /** A damaged ledger is faulty; one that is locked, newer or out of reach cannot be judged. */
  #unreadable(error: unknown): void {
    const { detail } = storeFailure(error, LEDGER_FILE);
    this.#log.error('the ledger cannot be read', { reason: detail.reason, text: detail.text });
    const fault = { kind: 'unreadable', seq: null, text: detail.text ?? '' } as const;
    this.#set({ ...this.#state, state: detail.reason === 'store-corrupt' ? 'faulty' : 'unavailable', verifiedAt: this.#now(), fault });
  }

  #set(state: LedgerState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
