import { ACTION_DANGER } from '../../shared/models/action-danger';
import type { ActionId } from '../../shared/models/action-id';
import type { Delivery } from '../../shared/models/delivery';
import type { WordId } from '../../shared/words/words';
import {
  AbortIcon,
  BackIcon,
  FullIcon,
  type Icon,
  LockIcon,
  OnwardIcon,
  OpenOutsideIcon,
  PauseIcon,
  ReloadIcon,
  RemoveIcon,
  RestoreIcon,
  ResumeIcon,
  SaveViewIcon,
  StartIcon,
} from '../ui/icons';

/** How an action is drawn wherever it is offered: button, menu, palette, shortcut, dialog. */
export type ActionLook = {
  readonly id: ActionId;
  readonly word: WordId;
  /** What it does, in a sentence. */
  readonly does: WordId;
  /** With `{name}`: what the dialog and the palette call it. */
  readonly title: WordId;
  readonly keywords: WordId;
  readonly icon: Icon;
  readonly keys?: string;
  readonly danger: (typeof ACTION_DANGER)[ActionId];
};

const DRAWN: Readonly<Record<ActionId, { readonly icon: Icon; readonly keys?: string }>> = {
  start: { icon: StartIcon, keys: 'S' },
  pause: { icon: PauseIcon, keys: 'H' },
  resume: { icon: ResumeIcon, keys: 'U' },
  promote: { icon: OnwardIcon, keys: 'P' },
  'promote-full': { icon: FullIcon, keys: 'shift+P' },
  abort: { icon: AbortIcon, keys: 'A' },
  retry: { icon: ReloadIcon, keys: 'Y' },
  'roll-back': { icon: BackIcon, keys: 'B' },
  restore: { icon: RestoreIcon },
  restart: { icon: ReloadIcon },
  remove: { icon: RemoveIcon },
  'set-alias': { icon: SaveViewIcon },
  'open-address': { icon: OpenOutsideIcon },
  'close-address': { icon: LockIcon },
  'replace-token': { icon: ReloadIcon },
};

/** The one definition of an action for the page. A blue-green delivery has no steps: there its preview is what goes on. */
export function actionLook(id: ActionId, strategy: Delivery['strategy'] = null): ActionLook {
  const said = id === 'promote' && strategy === 'blue-green' ? 'promote.preview' : id;
  return {
    id,
    word: `actions.${said}`,
    does: `actions.${said}.does`,
    title: `actions.${said}.title`,
    keywords: `actions.${id}.keywords`,
    danger: ACTION_DANGER[id],
    ...DRAWN[id],
  };
}

/** The likeliest next step first; what ends or undoes last. */
export const ACTION_ORDER: readonly ActionId[] = [
  'promote',
  'resume',
  'restore',
  'retry',
  'pause',
  'abort',
  'promote-full',
  'roll-back',
  'start',
  'restart',
  'remove',
];
