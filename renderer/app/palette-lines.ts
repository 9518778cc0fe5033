import { useMemo } from 'react';
import { useConnections } from '../data/connections';
import { type FieldOf, useLive } from '../data/live';
import type { Action } from '../parts/actions';
import { ConnectionsIcon, DeliveriesIcon, ModelsIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import type { Candidate } from './palette-entries';
import { useGo } from './use-go';
import { useWorkspaceLines } from './workspace-lines';

const DELIVERY_FIELDS = ['name', 'namespace'] as const satisfies readonly FieldOf<'delivery'>[];
const MODEL_FIELDS = ['name', 'aliases'] as const satisfies readonly FieldOf<'model'>[];
/** Above this many deliveries only whole words are looked for, so that typing stays quick. */
const FUZZY_MAX = 5_000;

/** All that the palette can find now. Deliveries and what is in the workspace join once something is typed. */
export function useCandidateLines(actions: readonly Action[], query: string): readonly Candidate[] {
  const say = useWords();
  const go = useGo();
  const { list, byId } = useConnections();
  const { entities, version } = useLive('delivery', DELIVERY_FIELDS);
  const models = useLive('model', MODEL_FIELDS);

  const ofActions = useMemo(
    () =>
      actions
        .filter(({ id, when }) => id !== 'window.palette' && (!when || when()))
        .map(
          ({ id, word, values, keywords, icon, keys, group, run }): Candidate => ({
            id,
            group,
            text: say(word, values),
            ...(keywords && { keywords: say(keywords) }),
            ...(icon && { icon }),
            ...(keys && { keys }),
            run,
          }),
        ),
    [actions, say],
  );
  const ofConnections = useMemo(
    () =>
      list.map(
        ({ id, name, target }): Candidate => ({
          id: `connection.${id}`,
          group: 'connections',
          text: name,
          note: target.server,
          icon: ConnectionsIcon,
          run: () => go.toScreen('connections', { open: id }),
        }),
      ),
    [list, go],
  );
  const ofDeliveries = useMemo(() => {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (terms.length === 0) return [];
    const lines: Candidate[] = [];
    for (const { connection, kind, id, name, namespace } of entities.values()) {
      const place = [namespace, byId.get(connection)?.name ?? connection].filter(Boolean).join(' · ');
      if (entities.size > FUZZY_MAX && !terms.every((term) => `${name} ${place}`.toLowerCase().includes(term))) continue;
      lines.push({
        id: `${connection}/${id}`,
        group: 'deliveries',
        text: name,
        note: place,
        icon: DeliveriesIcon,
        run: () => go.toEntity({ connection, kind, id }),
      });
    }
    return lines;
    // The Map stays the same; its version tells that it changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [entities, version, byId, go, query]);

  const ofModels = useMemo(
    () =>
      [...models.entities.values()].map(
        ({ connection, kind, id, name, aliases }): Candidate => ({
          id: `${connection}/${id}`,
          group: 'models',
          text: name,
          note: [...aliases.map(({ alias, version: on }) => `${alias} v${on}`), byId.get(connection)?.name ?? connection].join(' · '),
          icon: ModelsIcon,
          run: () => go.toEntity({ connection, kind, id }),
        }),
      ),
    // As above.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [models.entities, models.version, byId, go],
  );

  const ofWorkspace = useWorkspaceLines(query);

  return useMemo(
    () => [...ofActions, ...ofConnections, ...ofDeliveries, ...ofModels, ...ofWorkspace],
    [ofActions, ofConnections, ofDeliveries, ofModels, ofWorkspace],
  );
}
