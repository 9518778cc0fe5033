import { z } from 'zod';
import type { settingsApi } from '../../../shared/api/settings';
import type { Handlers } from '../../../shared/api/verb';
import { SavedView } from '../../../shared/models/saved-view';
import { databaseBytes, type OpenedDatabase } from './database';
import type { Documents } from './documents';
import type { LastKnown } from './last-known';
import type { SettingsStore } from './settings-store';

const VIEWS = 'views';
/** Once: making a schema takes longer than using it. */
const Views = z.array(SavedView);

export type StorageRooms = { readonly opened: OpenedDatabase; readonly documents: Documents; readonly settings: SettingsStore; readonly lastKnown: LastKnown };

export function settingsHandlers({ opened, documents, settings, lastKnown }: StorageRooms): Handlers<typeof settingsApi> {
  const views = () => documents.read(VIEWS, Views, []);
  const changeViews = (edit: (all: SavedView[]) => SavedView[]) => void documents.change(VIEWS, Views, [], edit);
  return {
    'settings.watch': (_, feed) => {
      const send = () => feed.push({ settings: settings.current });
      send();
      return settings.onChange(send);
    },
    'settings.update': (patch) => {
      const updated = settings.update(patch);
      if (!updated.keepLastKnown) lastKnown.forget();
      return { settings: updated };
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
