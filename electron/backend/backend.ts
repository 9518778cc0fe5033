import { homedir } from 'node:os';
import { api, type ApiHandlers } from '../../shared/api/api';
import type { Port } from '../../shared/api/wire';
import { Connections } from './connections/connections';
import { connectionsHandlers } from './connections/handlers';
import { connectors } from './connectors/list';
import { entitiesHandlers } from './inventory/handlers';
import { Inventory } from './inventory/inventory';
import { Kubeconfigs } from './kube/kubeconfig/kubeconfigs';
import { createKubernetesSystem } from './kube/system';
import type { Log } from './lib/log';
import { createPortPair } from './port-pair';
import { serve } from './rpc';
import { openDatabase } from './storage/database';
import { Documents } from './storage/documents';
import { settingsHandlers } from './storage/handlers';
import { LastKnown } from './storage/last-known';
import { SettingsStore } from './storage/settings-store';
import { ENTITY_KINDS } from '../../shared/models/entity';
import { z } from 'zod';

const KUBECONFIGS = 'kubeconfigs';

export type BackendOptions = {
  /** Where the store lives; made when it is not there. */
  readonly dataFolder: string;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
  readonly homeFolder?: string;
  readonly now?: () => number;
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
  /** Writes what is pending and lets go of everything. */
  close(): void;
}

/** Read me first: builds every room of the backend in order, by plain arguments. Knows nothing of Electron. */
export function createBackend({ dataFolder, log, env = process.env, homeFolder = homedir(), now = Date.now }: BackendOptions): Backend {
  // Remember
  const opened = openDatabase(dataFolder, log, now);
  const documents = new Documents(opened.database, log);
  const settings = new SettingsStore(documents);
  const lastKnown = new LastKnown(opened.database, log, () => settings.current.keepLastKnown);

  // Hold
  const inventory = new Inventory();
  for (const kind of ENTITY_KINDS) for (const entity of lastKnown.load(kind)) inventory.put(entity);
  inventory.listen('any', { onChange: ({ entity, fields }) => lastKnown.note(entity, fields === 'gone') });

  // Reach
  const Paths = z.array(z.string());
  const kubeconfigs = new Kubeconfigs({ env, homeDir: homeFolder, extraFiles: documents.read(KUBECONFIGS, Paths, []), log });
  const system = createKubernetesSystem({ kubeconfigs, log });
  const connections = new Connections({ system, connectors, inventory, documents, lastKnown, log, now });

  const handlers: ApiHandlers = {
    ...connectionsHandlers(connections, system, log),
    ...entitiesHandlers(inventory, (kind) => connections.need(kind)),
    ...settingsHandlers({ opened, documents, settings, lastKnown }),
  };
  const servePort = (port: Port) => void serve(port, api, handlers, log);

  return {
    serve: servePort,
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
      connections.close();
      kubeconfigs.close();
      lastKnown.writeAll();
      opened.database.close();
    },
  };
}
