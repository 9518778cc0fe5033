import { z } from 'zod';
import type { settingsApi } from '../../../shared/api/settings';
import type { Handlers } from '../../../shared/api/verb';
import { applyPatch } from '../../../shared/lib/patch';
import { SavedView } from '../../../shared/models/saved-view';
import { DEFAULT_SETTINGS, Settings } from '../../../shared/models/settings';
import { databaseBytes, type OpenedDatabase } from './database';
import type { Documents } from './documents';
import type { LastKnown } from './last-known';

const SETTINGS = 'settings';
const VIEWS = 'views';

export const readSettings = (documents: Documents): Settings => documents.read(SETTINGS, Settings, DEFAULT_SETTINGS);

export function settingsHandlers(opened: OpenedDatabase, documents: Documents, lastKnown: LastKnown): Handlers<typeof settingsApi> {
  const listeners = new Set<() => void>();
  const views = () => documents.read(VIEWS, z.array(SavedView), []);
  const changeViews = (edit: (all: SavedView[]) => SavedView[]) => void documents.change(VIEWS, z.array(SavedView), [], edit);
  return {
    'settings.watch': (_, feed) => {
      const send = () => feed.push({ settings: readSettings(documents) });
      listeners.add(send);
      send();
      return () => listeners.delete(send);
    },
    'settings.update': (patch) => {
      const settings = documents.change(SETTINGS, Settings, DEFAULT_SETTINGS, (before) => applyPatch(before, patch));
      if (!settings.keepLastKnown) lastKnown.forget();
      for (const listener of listeners) listener();
      return { settings };
    },
    'views.list': ({ screen }) => ({ views: views().filter((view) => view.screen === screen) }),
    'views.save': (view) => {
      changeViews((all) => [...all.filter(({ id }) => id !== view.id), view]);
      return {};
    },
    'views.remove': ({ id }) => {
      changeViews((all) => all.filter((view) => view.id !== id));
      return {};
    },
    'store.status': () => ({ bytes: databaseBytes(opened.path), failure: opened.failure ?? lastKnown.failure, setAside: opened.setAside }),
    'store.forget': () => ({ entities: lastKnown.forget() }),
  };
}
