import { useMemo } from 'react';
import { MENU_COMMANDS } from '../../shared/api/shell';
import type { ActionId } from '../../shared/models/action-id';
import type { Delivery } from '../../shared/models/delivery';
import type { EntityKey } from '../../shared/models/entity';
import { Button, type ButtonKind } from '../ui/button';
import type { MenuEntry } from '../ui/menu';
import { useWords } from '../ui/use-words';
import { type Action, useScreenActions } from './actions';
import { actionLook } from './action-definitions';
import { openPlan, plainRequest } from './plan-dialog/open-plan';

/** `strategy` says what a promotion does there. */
export type ActionSubject = { readonly entity: EntityKey; readonly name: string; readonly strategy: Delivery['strategy'] };

/** Opens the plan of an action: nothing is changed by the press. */
export const planAction = ({ entity, name }: Pick<ActionSubject, 'entity' | 'name'>, action: ActionId): void =>
  openPlan({ entity, name, action, request: plainRequest(action) });

export type ActionButtonProps = {
  readonly subject: ActionSubject;
  readonly action: ActionId;
  /** Why it cannot be pressed (`useHindrance`). */
  readonly reason: string | null;
  /** The one next action is `primary`. */
  readonly primary?: boolean;
  readonly size?: 'm' | 's';
  readonly full?: boolean;
  readonly keyed?: boolean;
  /** -1 in a list that is walked by its own keys. */
  readonly tabIndex?: number;
};

/** One action on one entity. Draw it only where the entity's state offers it. */
export function ActionButton({ subject, action, reason, primary = false, size = 'm', full = false, keyed = false, tabIndex = 0 }: ActionButtonProps) {
  const say = useWords();
  const { word, does, icon, keys, danger } = actionLook(action, subject.strategy);
  const kind: ButtonKind = primary ? 'primary' : danger === 'risky' ? 'danger' : 'plain';
  return (
    <Button
      kind={kind}
      size={size}
      full={full}
      tabIndex={tabIndex}
      icon={icon}
      reason={reason}
      title={reason ? undefined : say(does)}
      {...(keyed && keys && { keys })}
      onClick={() => planAction(subject, action)}
    >
      {say(word)}
    </Button>
  );
}

/** The same as entries of a menu. */
export function useActionEntries(subject: ActionSubject, actions: readonly ActionId[], reason: string | null): readonly MenuEntry[] {
  const say = useWords();
  return actions.map((id): MenuEntry => {
    const { word, icon, keys, danger } = actionLook(id, subject.strategy);
    return { id, word: say(word), icon, danger: danger === 'risky', reason, ...(keys && { keys }), onPress: () => planAction(subject, id) };
  });
}

/** The same in the palette, on the sheet of shortcuts and by key, for as long as the caller is drawn. */
export function useActionDeeds(subject: ActionSubject, actions: readonly ActionId[], reason: string | null): void {
  const text = actions.join(' ');
  const { connection, kind, id } = subject.entity;
  const { name, strategy } = subject;
  const deeds = useMemo<readonly Action[]>(() => {
    const entity = { connection, kind, id };
    const able = reason === null;
    return actions.map((action): Action => {
      const { title, keywords, icon, keys } = actionLook(action, strategy);
      const menu = MENU_COMMANDS.find((command) => command === `act-${action}`);
      return {
        id: `act.${action}`,
        word: title,
        values: { name },
        keywords,
        icon,
        ...(keys && { keys }),
        ...(menu && { menu }),
        group: 'screen',
        when: () => able,
        run: () => planAction({ entity, name }, action),
      };
    });
    // The list is a new one with every event; its text is not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text, connection, kind, id, name, strategy, reason]);
  useScreenActions(deeds);
}
