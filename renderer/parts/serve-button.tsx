import { modelEntityId } from '../../shared/models/entity-ids';
import { useMemo } from 'react';
import type { EntityKey } from '../../shared/models/entity';
import { useConnections } from '../data/connections';
import { Button } from '../ui/button';
import { ServicesIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import { type Action, useScreenActions } from './actions';
import { openPlan } from './plan-dialog/open-plan';
import { useHindrance } from './use-hindrance';

export type ServeButtonProps = { readonly connection: string; readonly model: string; readonly version: number; readonly reason: string | null };

/** Asks under which name and by which steps a version is served, and opens the plan of it. In the palette as long as it is drawn. */
export function ServeButton({ connection, model, version, reason }: ServeButtonProps) {
  const say = useWords();
  const entity = useMemo<EntityKey>(() => ({ connection, kind: 'model', id: modelEntityId(model) }), [connection, model]);
  const hindrance = useHindrance(entity, useConnections().byId.get(connection)?.freshness) ?? reason;
  const open = useMemo(() => () => openPlan({ entity, name: model, action: 'start', request: null, suggested: { version } }), [entity, model, version]);
  const able = hindrance === null;
  useScreenActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'act.serve',
          word: 'services.serve.title',
          values: { model, version },
          keywords: 'services.serve.keywords',
          icon: ServicesIcon,
          group: 'screen',
          when: () => able,
          run: open,
        },
      ],
      [model, version, able, open],
    ),
  );
  return (
    <Button kind="primary" icon={ServicesIcon} reason={hindrance} title={hindrance ? undefined : say('services.serve.does')} onClick={open}>
      {say('services.serve')}
    </Button>
  );
}
