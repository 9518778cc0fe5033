import { modelEntityId } from '../../shared/models/entity-ids';
import { useMemo } from 'react';
import type { EntityKey } from '../../shared/models/entity';
import { useConnections } from '../data/connections';
import { Button } from '../ui/button';
import { useWords } from '../ui/use-words';
import { actionLook } from './action-definitions';
import { type Action, useScreenActions } from './actions';
import { openPlan } from './plan-dialog/open-plan';
import { useHindrance } from './use-hindrance';

export type SetAliasButtonProps = {
  readonly connection: string;
  readonly model: string;
  /** The version that is looked at. */
  readonly version?: number;
};

const { word, does, icon, title, keywords } = actionLook('set-alias');

/** Asks which alias should stand where, and opens the plan of it: nothing is changed by the press. In the palette as long as it is drawn. */
export function SetAliasButton({ connection, model, version }: SetAliasButtonProps) {
  const say = useWords();
  const entity = useMemo<EntityKey>(() => ({ connection, kind: 'model', id: modelEntityId(model) }), [connection, model]);
  const reason = useHindrance(entity, useConnections().byId.get(connection)?.freshness);
  const open = useMemo(
    () => () => openPlan({ entity, name: model, action: 'set-alias', request: null, ...(version !== undefined && { suggested: { version } }) }),
    [entity, model, version],
  );
  const able = reason === null;
  useScreenActions(
    useMemo<readonly Action[]>(
      () => [{ id: 'act.set-alias', word: title, values: { name: model }, keywords, icon, group: 'screen', when: () => able, run: open }],
      [model, able, open],
    ),
  );
  return (
    <Button icon={icon} reason={reason} title={reason ? undefined : say(does)} onClick={open}>
      {say(word)}
    </Button>
  );
}
