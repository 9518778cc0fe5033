import { homedir } from 'node:os';
import { join } from 'node:path';
import { api, type ApiHandlers } from '../../shared/api/api';
import type { ActionRequest } from '../../shared/models/action';
import type { Port } from '../../shared/api/wire';
import type { AttentionItem } from '../../shared/models/attention';
import { createActions } from './actions/actions';
import { actionsHandlers } from './actions/handlers';
import { recordRule } from './actions/rules';
import { attentionHandlers } from './attention/handlers';
import { startNotifier } from './attention/notifier';
import { connectionsHandlers } from './connections/handlers';
import type { StoredStore } from './connections/stored-connection';
import { openSecret, Stores } from './connections/stores';
import { connectors } from './connectors/list';
import { targetOf } from './connectors/object-store/session-target';
import { createObjectStoreSystem } from './connectors/object-store/system';
import { deliveriesHandlers } from './deliveries/handlers';
import { DeliveryHistory } from './deliveries/history';
import { driftChecks } from './drift/monitors/arms/drift-check';
import { driftHandlers } from './drift/monitors/handlers';
import { MonitorStore } from './drift/monitors/monitor-store';
import { createDrift } from './drift/monitors/drift-room';
import { scanThread } from './drift/scan/scan-thread';
import { entitiesHandlers } from './inventory/handlers';
import { Kubeconfigs } from './kube/kubeconfig/kubeconfigs';
import { createKubernetesSystem } from './kube/system';
import { Ledger } from './ledger/ledger';
import { ledgerHandlers } from './ledger/handlers';
import { Seal } from './lib/seal';
import { objectsHandlers } from './objects/handlers';
import { ObjectCopies } from './objects/object-copies';
import { Objects } from './objects/objects';
import { monitorPlaces } from './monitor-places';
import { createPortPair } from './port-pair';
import { type Held, type HeldOptions, openHeld } from './held';
import { type Served, serve } from './rpc';
import { sampleHandlers } from './sample/handlers';
import { SampleLife } from './sample/sample-life';
import { watchSampleMonitors } from './sample/sample-monitors';
import { settingsHandlers } from './storage/handlers';
import { forwarding, type HandOver, workspacesHandlers } from './workspaces/handlers';
import { offerConnection } from './workspaces/offer-connection';
import { PickedFiles } from './workspaces/picked-files';
import type { StartEngine } from './workspaces/reach-engine';
import { watchConcerns } from './workspaces/watch-concerns';
import { watchRules } from './workspaces/watch-rules';
import { type Training, watchRuns } from './workspaces/watch-runs';
import { type WorkspaceSample, Workspaces } from './workspaces/workspaces';
import type { EntityKey } from '../../shared/models/entity';
import { z } from 'zod';

const KUBECONFIGS = 'kubeconfigs';
/** What copies of objects may take of the disk together. */
const OBJECT_COPIES_BYTES = 8e9;

export type BackendOptions = HeldOptions & {
  readonly env?: NodeJS.ProcessEnv;
  readonly homeFolder?: string;
  /** Whoever this copy of Pilothouse is, with its version: the ledger keeps it. */
  readonly app?: string;
  /** What newly waits for a person, once each; absent where nobody is told. */
  readonly onAttention?: (items: readonly AttentionItem[]) => void;
  /** Starts the engine of a workspace as a process; absent where only one that is up can be attached to. */
  readonly startEngine?: StartEngine;
  /** This session of the app, as its engines are told. */
  readonly owner?: string;
  readonly sample?: WorkspaceSample;
  /** What trains in our own workspace, when that changes. */
  readonly onRuns?: (training: Training) => void;
  /** Whether what is opened here is offered again, and opened again with the app. Commands do not, by default it is. */
  readonly rememberWorkspaces?: boolean;
  /** Gives a secret to the user past the page: to the clipboard, or a terminal. Absent: nobody is there. */
  readonly handOver?: HandOver | null;
  /** Opens the workspace again that was open when the app was left. */
  readonly reopenWorkspace?: boolean;
};

export interface Backend {
  /** Every verb, for ports that were served before all of it was there. */
  readonly served: Served<typeof api>;
  /** Serves the API to one window until its port closes. */
  serve(port: Port): void;
  /** A port of its own, for the command line and tests. */
  connect(): Port;
  /** The computer woke up, or the network is another. */
  resumed(): void;
  /** A kubeconfig that the user picked; looked into from now on. */
  addKubeconfig(path: string): void;
  readonly workspaces: Workspaces;
  /** Objects of all object stores, for whoever reads tables. */
  readonly objects: Objects;
  /** What the user picked in the system's own dialog, for a page to name by an id. */
  readonly pickedFiles: PickedFiles;
  /** Writes what is pending and lets go of everything. */
  close(): void;
  /** Closes, and waits for what may not be cut short. */
  end(): Promise<void>;
}

/** Read me first: builds every room of the backend in order, by plain arguments. Knows nothing of Electron. */
export function createBackend(options: BackendOptions, held: Held = openHeld(options)): Backend {
  const { env = process.env, homeFolder = homedir(), app = 'pilothouse', onAttention } = options;
  const { dataFolder, log, now } = held;
  const { startEngine, owner = null, sample = null, onRuns, rememberWorkspaces = true, reopenWorkspace = false, handOver = null } = options;
  // Remember and hold
  const { opened, documents, settings, lastKnown, everStable, inventory, connections, attention } = held;
  const ledger = new Ledger({ folder: dataFolder, log, app, now });
  const history = new DeliveryHistory(inventory, now);

  // Reach
  const Paths = z.array(z.string());
  const kubeconfigs = new Kubeconfigs({ env, homeDir: homeFolder, extraFiles: documents.read(KUBECONFIGS, Paths, []), log });
  const system = createKubernetesSystem({ kubeconfigs, log });
  const objectStores = createObjectStoreSystem(env);
  const seal = new Seal(join(dataFolder, 'seal-key'));
  const openStore = (store: StoredStore) => objectStores.open(store.settings, () => openSecret(seal, store));
  connections.reachBy({ system, openStore, connectors });

  const stores = new Stores({ connections, seal, targetOf });
  const copies = new ObjectCopies({ folder: join(dataFolder, 'object-copies'), maxBytes: OBJECT_COPIES_BYTES });
  const objects = new Objects({ connections, connectors, copies });
  everStable.keepOnly(connections.list().map(({ id }) => id));

  // Change
  const readOnly = () => settings.current.readOnly;
  const wasStable = (key: EntityKey, revision: string) => everStable.wasStable(key, revision);
  const evidence = (key: EntityKey, request: ActionRequest, signal: AbortSignal) => driftChecks(drift.between, key, request, signal);
  const actions = createActions({ connections, inventory, ledger, readOnly, wasStable, evidence, log, now });
  actions.runs.settle();

  const workspaces = new Workspaces({ documents, homeFolder, startEngine, owner, sample, remember: rememberWorkspaces, log, now });
  const pickedFiles = new PickedFiles();
  const withdraw = offerConnection(workspaces, (place, open) => connections.embed(place, open));
  const concerns = watchConcerns(workspaces);
  attention.hear({ runs: actions.runs, concerns });
  const stopNotifier = onAttention && startNotifier({ attention, documents, settings: () => settings.current, tell: onAttention, now });
  const stopRules = watchRules(workspaces, recordRule({ connections, ledger }), log);
  const stopRuns = onRuns && watchRuns(workspaces, onRuns, log);
  const { places, countLive, isOpen, marks, armsOf } = monitorPlaces({ workspaces, connections, objects, inventory, ledger });
  const store = new MonitorStore(opened.database, log);
  const drift = createDrift({ store, folder: join(dataFolder, 'drift'), places, countLive, isOpen, marks, armsOf, inventory, now, log });
  const stopOpened = [workspaces.listen(() => drift.monitors.opened()), connections.listen(() => drift.monitors.opened())];
  const stopSampleMonitors = watchSampleMonitors({ workspaces, documents, create: (chosen) => drift.monitors.create(chosen), log });
  const sampleLife = new SampleLife({ workspaces, actions, documents, log });
  if (reopenWorkspace) void workspaces.reopen();

  const handlers: ApiHandlers = {
    ...connectionsHandlers(connections, system, log),
    ...entitiesHandlers(inventory, (kind) => connections.need(kind)),
    ...deliveriesHandlers({ connections, inventory, history, wasStable }),
    ...actionsHandlers(actions),
    ...ledgerHandlers(ledger),
    ...attentionHandlers(attention, () => connections.need('delivery')),
    ...settingsHandlers(held),
    ...workspacesHandlers(workspaces, pickedFiles, handOver),
    ...sampleHandlers(sampleLife),
    ...objectsHandlers({ objects, stores, openStore: (chosen, secret) => objectStores.open(chosen, () => secret), log }),
    ...driftHandlers({ ...drift, takePicked: (file) => pickedFiles.take(file, 'write') }),
    ...forwarding(workspaces),
  };
  const served = { verbs: api, handlers };
  const servePort = (port: Port) => void serve(port, served, log);

  return {
    served,
    serve: servePort,
    workspaces,
    objects,
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
      stopSampleMonitors();
      for (const stop of stopOpened) stop();
      drift.live.close();
      drift.monitors.close();
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
    async end() {
      this.close();
      await scanThread.close();
    },
  };
}
