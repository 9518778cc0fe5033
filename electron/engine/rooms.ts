import { engineApi } from '../../shared/api/engine';
import type { Handlers, Verbs } from '../../shared/api/verb';
import { AppError, failure } from '../../shared/models/failure';
import type { Log } from '../backend/lib/log';
import type { Changed, Migrations, RunningTraining } from './contract';
import { Lineage, MIGRATIONS as LINEAGE } from './lineage/lineage';
import type { HeldWorkspace } from './workspace/workspace';

/** Tables of every room, in the order in which they are made. */
export const MIGRATIONS: readonly Migrations[] = [LINEAGE];

export type RoomOptions = {
  readonly workspace: HeldWorkspace;
  readonly changed: Changed;
  /** Of the tracking address; null: where it was last, else any. */
  readonly port: number | null;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => number;
};

type Own = 'engine.facts' | 'engine.usage' | 'engine.settings' | 'engine.change' | 'engine.removeWritten' | 'engine.leave' | 'changes.watch';
type RoomVerbs = Omit<typeof engineApi, Own>;

/** The rooms of an open workspace. */
export interface Rooms {
  readonly handlers: Handlers<RoomVerbs>;
  readonly training: RunningTraining;
  readonly trackingUri: string | null;
  isActive(run: string): boolean;
  close(): Promise<void>;
}

/** Builds every room in order, by plain arguments. */
export async function createRooms({ workspace, changed }: RoomOptions): Promise<Rooms> {
  const { registry } = workspace;
  const lineage = new Lineage(registry, changed);
  return {
    handlers: { ...absent(engineApi), ...lineage.handlers } as Handlers<RoomVerbs>, // while rooms are missing
    training: { active: () => 0, onActive: () => () => undefined, stopAll: async () => undefined, close: () => undefined },
    trackingUri: null,
    isActive: () => false,
    close: async () => undefined,
  };
}

function absent(verbs: Verbs) {
  const refuse = (verb: string) => () => {
    throw new AppError(failure('unsupported', { reason: 'verb-unknown', values: { verb } }));
  };
  return Object.fromEntries(Object.keys(verbs).map((verb) => [verb, refuse(verb)]));
}
