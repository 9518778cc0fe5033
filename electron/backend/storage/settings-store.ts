import { applyPatch, type Patch } from '../../../shared/lib/patch';
import { DEFAULT_SETTINGS, Settings } from '../../../shared/models/settings';
import type { Documents } from './documents';

const DOCUMENT = 'settings';

/** The settings of this backend, in memory: they are asked for with every change of every entity. */
export class SettingsStore {
  readonly #listeners = new Set<() => void>();
  #settings: Settings;

  constructor(private readonly documents: Documents) {
    this.#settings = documents.read(DOCUMENT, Settings, DEFAULT_SETTINGS);
  }

  get current(): Settings {
    return this.#settings;
  }

  /** @throws AppError `local` when they cannot be kept: then they stay as they were. */
  update(patch: Patch<Settings>): Settings {
    this.#settings = this.documents.change(DOCUMENT, Settings, DEFAULT_SETTINGS, (before) => applyPatch(before, patch));
    for (const listener of this.#listeners) listener();
    return this.#settings;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
