import { applyPatch, type Patch } from '../../../shared/lib/patch';
import { DEFAULT_SETTINGS, Settings } from '../../../shared/models/settings';
import type { Documents } from './documents';

const DOCUMENT = 'settings';
/** Settings that an older Pilothouse kept lack what came since. */
const Stored = Settings.partial();

/** The settings of this backend, in memory: they are asked for with every change of every entity. */
export class SettingsStore {
  readonly #listeners = new Set<() => void>();
  #settings: Settings;

  constructor(private readonly documents: Documents) {
    this.#settings = applyPatch(DEFAULT_SETTINGS, documents.read(DOCUMENT, Stored, {}));
  }

  get current(): Settings {
    return this.#settings;
  }

  /** @throws AppError `local` when they cannot be kept: then they stay as they were. */
  update(patch: Patch<Settings>): Settings {
    const stored = this.documents.change(DOCUMENT, Stored, {}, (before) => applyPatch(applyPatch(DEFAULT_SETTINGS, before), patch));
    this.#settings = applyPatch(DEFAULT_SETTINGS, stored);
    for (const listener of this.#listeners) listener();
    return this.#settings;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
