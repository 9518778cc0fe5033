import type { Log } from '../../backend/lib/log';
import type { WorkspaceSettings } from '../../../shared/models/workspace';
import type { Admit, Artifacts, Changed, Datasets, Facts, Places, Records, Registry, Tokens, TrackingAddress } from '../contract';
import type { ServingAccess } from './child-environment';
import type { ShippedNode } from './node-host';

/** All that training asks of the rest of the engine. */
export type TrainingNeeds = {
  readonly registry: Registry;
  readonly places: Places;
  readonly artifacts: Artifacts;
  readonly records: Records;
  readonly datasets: Datasets;
  readonly facts: Facts;
  readonly tokens: Pick<Tokens, 'mint' | 'revoke'>;
  readonly trackingUri: TrackingAddress;
  /** Null while nothing is served. */
  readonly serving: () => ServingAccess | null;
  readonly admit: Admit;
  readonly changed: Changed;
  readonly settings: {
    readonly current: Pick<WorkspaceSettings, 'runsAtOnce'>;
    onChange(listener: () => void): () => void;
  };
  /** The id, as clients know it, of the experiment that a run is in. */
  readonly experimentOf: (run: string) => string | null;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** `OWN_NODE` outside Electron. */
  readonly shippedNode: ShippedNode | null;
  readonly log: Log;
  readonly now: () => number;
  /** Left to processes to end by themselves; ten seconds where it is not given. */
  readonly graceMs?: number;
};
