import type { Fields } from './fields';
import type { GroupCommit } from './group-commit';
import type { Admit, Artifacts } from '../contract';
import type { ModelRegistry } from '../models/model-registry';
import type { RunRecords } from '../records/run-records';

export type TrackingRooms = {
  readonly records: RunRecords;
  readonly artifacts: Artifacts;
  readonly models: ModelRegistry;
  readonly commits: GroupCommit;
  readonly admit: Admit;
  /** Whose workspace it is. */
  readonly user: string;
  readonly now: () => number;
};

/** One call: what was sent, the parts of its path that vary, and who asks. */
export type Call = { readonly fields: Fields; readonly place: readonly string[]; readonly by: string };
export type Handler = (call: Call) => object | Promise<object>;
/** `POST runs/create` and so on: method and path below `…/mlflow/`; `*` is one part of a path that varies. */
export type Routes = Readonly<Record<string, Handler>>;

export const NOTHING = {} as const;
