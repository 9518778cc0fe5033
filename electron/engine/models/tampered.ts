import type { TamperedModel } from '../../../shared/models/workspace-concern';
import type { ModelStore } from './model-store';

/** Versions with an alias whose bytes differ, as they were read last. No byte is read for it. */
export function listTampered(store: ModelStore): TamperedModel[] {
  return store.broken().flatMap(({ model, version, integrity, bad_files: files, bad_since: since, checked_at: at, created_at: made }): TamperedModel[] => {
    const aliases = store.aliases(model).flatMap((each) => (each.version === version ? [each.alias] : []));
    return aliases.length === 0 ? [] : [{ concern: 'tampered', model, version, aliases, files, missing: integrity === 'missing', since: since ?? at ?? made }];
  });
}
