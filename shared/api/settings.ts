import { z } from 'zod';
import { SavedView } from '../models/saved-view';
import { Failure } from '../models/failure';
import { Settings } from '../models/settings';
import { request, watch } from './verb';

const nothing = z.object({});

export const settingsApi = {
  'settings.watch': watch(nothing, z.object({ settings: Settings })),
  'settings.update': request(Settings.partial(), z.object({ settings: Settings })),
  'views.list': request(z.object({ screen: SavedView.shape.screen }), z.object({ views: z.array(SavedView) })),
  /** Writes a view; one of the same id is replaced. */
  'views.save': request(SavedView, nothing),
  'views.remove': request(z.object({ id: SavedView.shape.id }), nothing),
  /** How the local store is: its size, and what went wrong with it. */
  'store.status': request(
    nothing,
    z.object({
      bytes: z.number().int(),
      /** Null while all is well. With a failure, what is set now lasts until the app quits. */
      failure: Failure.nullable(),
      /** A damaged store that was put aside, by its file name. */
      setAside: z.string().nullable(),
    }),
  ),
  /** Forgets the last known state of all connections. */
  'store.forget': request(nothing, z.object({ entities: z.number().int() })),
};
