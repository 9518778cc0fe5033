import { homedir } from 'node:os';
import { api, type ApiHandlers } from '../../shared/api/api';
import type { Port } from '../../shared/api/wire';
import type { AttentionItem } from '../../shared/models/attention';
import { createActions } from './actions/actions';
import { actionsHandlers } from './actions/handlers';
import { recordRule } from './actions/rules';
import { Attention } from './attention/attention';
import { attentionHandlers } from './attention/handlers';
import { startNotifier } from './attention/notifier';
import { Connections } from './connections/connections';
import { connectionsHandlers } from './connections/handlers';
import { connectors } from './connectors/list';
import { deliveriesHandlers } from './deliveries/handlers';
import { DeliveryHistory } from './deliveries/history';
import { entitiesHandlers } from './inventory/handlers';
import { Inventory } from './inventory/inventory';
import { Kubeconfigs } from './kube/kubeconfig/kubeconfigs';
import { createKubernetesSystem } from './kube/system';
import { Ledger } from './ledger/ledger';
import { ledgerHandlers } from './ledger/handlers';
import type { Log } from './lib/log';
import { createPortPair } from './port-pair';
import { serve } from './rpc';
import { sampleHandlers } from './sample/handlers';
import { SampleLife } from './sample/sample-life';
import { openDatabase } from './storage/database';
import { Documents } from './storage/documents';
import { EverStable } from './storage/ever-stable';
import { settingsHandlers } from './storage/handlers';
import { LastKnown } from './storage/last-known';
import { SettingsStore } from './storage/settings-store';
import { forwarding, workspacesHandlers } from './workspaces/handlers';
import { offerConnection } from './workspaces/offer-connection';
import { PickedFiles } from './workspaces/picked-files';
import type { StartEngine } from './workspaces/reach-engine';
import { watchConcerns } from './workspaces/watch-concerns';
import { watchRules } from './workspaces/watch-rules';
import { type Training, watchRuns } from './workspaces/watch-runs';
import { type WorkspaceSample, Workspaces } from './workspaces/workspaces';
import { ENTITY_KINDS, type EntityKey } from '../../shared/models/entity';
import { z } from 'zod';

const KUBECONFIGS = 'kubeconfigs';

export type BackendOptions = {
  /** Where the store lives; made when it is not there. */
  readonly dataFolder: string;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
  readonly homeFolder?: string;
  readonly now?: () => number;
  /** Whoever this copy of Pilothouse is, with its version: the ledger keeps it. */
  readonly app?: string;
  /** What newly waits for a person, once each; absent where nobody is told. */
  readonly onAttention?: (items: readonly AttentionItem[]) => void;
  /** A window waits for its first picture: where there is one from the last time, clusters are asked this much later. */
  readonly drawFirstMs?: number;
  /** Starts the engine of a workspace as a process; absent where only one that is up can be attached to. */
  readonly startEngine?: StartEngine;
  /** This session of the app, as its engines are told. */
  readonly owner?: string;
  readonly sample?: WorkspaceSample;
  /** What trains in our own workspace, when that changes. */
  readonly onRuns?: (training: Training) => void;
  /** Whether what is opened here is offered again, and opened again with the app. Commands do not, by default it is. */
  readonly rememberWorkspaces?: boolean;
  /** Opens the workspace again that was open when the app was left. */
  readonly reopenWorkspace?: boolean;
};

export interface Backend {
  /** Serves the API to one window until its port closes. */
  serve(port: Port): void;
  /** A port of its own, for the command line and tests. */
  connect(): Port;
  /** The computer woke up, or the network is another. */
  resumed(): void;
  /** A kubeconfig that the user picked; looked into from now on. */
  addKubeconfig(path: string): void;
  readonly workspaces: Workspaces;
  /** What the user picked in the system's own dialog, for a page to name by an id. */
  readonly pickedFiles: PickedFiles;
  /** Writes what is pending and lets go of everything. */
  close(): void;
}

/** Read me first: builds every room of the backend in order, by plain arguments. Knows nothing of Electron. */
export function createBackend(options: BackendOptions): Backend {
  const { dataFolder, log, env = process.env, homeFolder = homedir(), now = Date.now, app = 'pilothouse', onAttention, drawFirstMs = 0 } = options;
  const { startEngine, owner = null, sample = null, onRuns, rememberWorkspaces = true, reopenWorkspace = false } = options;
  // Remember
  const opened = openDatabase(dataFolder, log, now);
  const documents = new Documents(opened.database, log);
  const settings = new SettingsStore(documents);
  const lastKnown = new LastKnown(opened.database, log, () => settings.current.keepLastKnown);
  const everStable = new EverStable(opened.database, log, now);
  const ledger = new Ledger({ folder: dataFolder, log, app, now });

  // Hold
  const inventory = new Inventory();
  inventory.listen('delivery', {
    onChange: ({ entity, fields }) => {
      const stable = fields !== 'gone' && entity['state'] === 'stable' ? entity['stableKey'] : null;
      if (typeof stable === 'string') everStable.note(entity, stable);
    },
  });
  const known = ENTITY_KINDS.flatMap((kind) => lastKnown.load(kind));
  for (const entity of known) inventory.put(entity);
  inventory.listen('any', { onChange: ({ entity, fields }) => lastKnown.note(entity, fields === 'gone') });
  const history = new DeliveryHistory(inventory, now);

  // Reach
  const Paths = z.array(z.string());
  const kubeconfigs = new Kubeconfigs({ env, homeDir: homeFolder, extraFiles: documents.read(KUBECONFIGS, Paths, []), log });
  const system = createKubernetesSystem({ kubeconfigs, log });
  const opensAt = known.length > 0 ? now() + drawFirstMs : 0;
  const connections = new Connections({ system, connectors, inventory, documents, lastKnown, log, now, opensAt });

  everStable.keepOnly(connections.list().map(({ id }) => id));

  // Change
  const readOnly = () => settings.current.readOnly;
  const wasStable = (key: EntityKey, revision: string) => everStable.wasStable(key, revision);
  const actions = createActions({ connections, inventory, ledger, readOnly, wasStable, log, now });
  actions.runs.settle();
  const connectionName = (id: string) => connections.list().find((connection) => connection.id === id)?.name ?? null;

  const workspaces = new Workspaces({ documents, homeFolder, startEngine, owner, sample, remember: rememberWorkspaces, log, now });
  const pickedFiles = new PickedFiles();
  const withdraw = offerConnection(workspaces, (place, open) => connections.embed(place, open));
  const concerns = watchConcerns(workspaces);
  const attention = new Attention({ inventory, connectionName, runs: actions.runs, concerns, now });
  const stopNotifier = onAttention && startNotifier({ attention, documents, settings: () => settings.current, tell: onAttention, now });
  const stopRules = watchRules(workspaces, recordRule({ connections, ledger }), log);
  const stopRuns = onRuns && watchRuns(workspaces, onRuns, log);
  const sampleLife = new SampleLife({ workspaces, actions, documents, log });
  if (reopenWorkspace) void workspaces.reopen();

  const handlers: ApiHandlers = {
    ...connectionsHandlers(connections, system, log),
    ...entitiesHandlers(inventory, (kind) => connections.need(kind)),
    ...deliveriesHandlers({ connections, inventory, history, wasStable }),
    ...actionsHandlers(actions),
    ...ledgerHandlers(ledger),
    ...attentionHandlers(attention, () => connections.need('delivery')),
    ...settingsHandlers({ opened, documents, settings, lastKnown }),
    ...workspacesHandlers(workspaces, pickedFiles),
    ...sampleHandlers(sampleLife),
    ...forwarding(workspaces),
  };
  const servePort = (port: Port) => void serve(port, api, handlers, log);

  return {
    serve: servePort,
    workspaces,
    pickedFiles,
    connect() {
      const [asker, server] = createPortPair();
      servePort(server);
      return asker;
    },
    resumed: () => connections.retryAll(),
    addKubeconfig(path) {
      documents.change(KUBECONFIGS, Paths, [], (picked) => [...new Set([...picked, path])]);
      kubeconfigs.addFile(path);
    },
    close() {
      stopRuns?.();
      stopRules();
      sampleLife.close();
      concerns.close();
      withdraw();
      workspaces.shutDown();
      stopNotifier?.();
      attention.close();
      history.close();
      actions.runs.close(); // what is under way stays an intent without an outcome, for the next start
      connections.close();
      kubeconfigs.close();
      lastKnown.writeAll();
      everStable.writeAll();
      ledger.close();
      opened.database.close();
    },
  };
}
