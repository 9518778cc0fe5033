import type { EventOf } from '../../shared/api/api';
import type { KnownWorkspace, OpenWorkspace } from '../../shared/models/workspace';
import type { Failure } from '../../shared/models/failure';
import { stateWatch } from './watch';

/** What is known of workspaces, as the backend tells it. */
export type Workspaces = {
  readonly open: OpenWorkspace | null;
  readonly known: readonly KnownWorkspace[];
  /** The backend has told them at least once. */
  readonly told: boolean;
  /** Since when the backend has been away (epoch ms). */
  readonly lostAt: number | null;
  readonly failure: Failure | null;
};

/** The workspace that a screen shows. */
export type Here = {
  readonly connection: string;
  /** Another number after each loss of the engine: what was watched is watched anew, what was asked is asked again. */
  readonly epoch: number;
  /** Since when nothing new has come (epoch ms); null while the engine answers. */
  readonly lostAt: number | null;
};

const workspaces = stateWatch('workspaces.watch');
const NOTHING = '{}';
const NONE: readonly KnownWorkspace[] = [];

type State = { readonly value: EventOf<'workspaces.watch'> | undefined; readonly lostAt: number | null; readonly failure: Failure | null };
/** Many parts read it: made once per state. */
const made = new WeakMap<State, Workspaces>();

function workspacesOf(state: State): Workspaces {
  const before = made.get(state);
  if (before) return before;
  const { value, lostAt, failure } = state;
  const all = { open: value?.open ?? null, known: value?.known ?? NONE, told: value !== undefined, lostAt, failure };
  made.set(state, all);
  return all;
}

/** The open workspace, and those that were. */
export const useWorkspaces = (): Workspaces => workspacesOf(workspaces.useShared(NOTHING));

/** The connection of the open workspace; null where none is open. */
export const useOpenConnection = (): string | null => workspaces.useSelected(NOTHING, ({ value }) => value?.open?.connection ?? null);

/** Asks for them before the screen that shows them is there. */
export const prepareWorkspaces = (): void => void workspaces.prepare(NOTHING);
