import { failure } from '../../../../shared/models/failure';
import { modelOfEntity } from '../../../../shared/models/model-entity';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import type { Connector } from '../contract';
import { followModels, readModel } from './client';
import { mapModel, stateOf } from './map';
import { progress } from './progress';
import { setAlias } from './set-alias';

/** What the engine of the open workspace tells. A workspace has few models: each change of one brings the whole list anew. */
export const local: Connector<WorkspaceSession> = {
  id: 'local',
  system: 'local',
  kinds: ['model'],
  watch(session, { connection }, sink, signal) {
    let stop: (() => void) | undefined;
    const unfollow = session.follow((link) => {
      stop?.();
      stop = link
        ? followModels(link, connection, sink, (models) =>
            sink.put(
              '',
              models.map((model) => mapModel(model, connection)),
            ),
          )
        : undefined;
    });
    if (stop === undefined) sink.broken('', failure('unreachable', { reason: 'engine-lost' }, connection), null);
    signal.addEventListener('abort', () => {
      unfollow();
      stop?.();
    });
  },
  async read(session, { connection, id }, signal) {
    const name = modelOfEntity(id);
    const model = name === null ? null : await readModel(session, connection, name, signal);
    return model && { entity: mapModel(model, connection), version: stateOf(model) };
  },
  progress,
  actions: { 'set-alias': setAlias },
};
