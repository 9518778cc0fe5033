import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { engineApi } from '../../shared/api/engine';
import { ENGINE_FILE, type EngineFile } from '../../shared/api/engine-process';
import type { Handlers } from '../../shared/api/verb';
import type { Log } from '../backend/lib/log';
import { readEngineFile } from '../backend/lib/engine-file';
import { serve } from '../backend/rpc';
import type { Changed } from './contract';
import { Changes } from './lib/changes';
import { listen } from './lib/listen';
import { isSocketName, newSocketAddress } from './lib/runtime-folder';
import { Lifetime } from './lifetime';
import { createRooms, MIGRATIONS, type Rooms } from './rooms';
import type { StartServing, TryModel } from './serving/contract';
import type { ShippedNode } from './training/node-host';
import { newToken } from './workspace/tokens';
import { type HeldWorkspace, holdWorkspace, removeHidden, removeOldLogs, workspaceHandlers } from './workspace/workspace';
import { writeWhole } from '../backend/lib/write-whole';

const HOUR_MS = 3_600_000;

export type EngineOptions = {
  readonly folder: string;
  /** Who opens it, to be told to a second opener. */
  readonly by: string;
  /** The session of the app that owns it; null where it is nobody's child. */
  readonly owner: string | null;
  readonly version: string;
  /** Where the tracking address listens; null: where it did last, else anywhere. */
  readonly port: number | null;
  /** What runs `node …` where the machine has no Node. */
  readonly shippedNode: ShippedNode | null;
  /** Brings the gateway of services up; absent where none can be. */
  readonly startServing?: StartServing;
  /** The file, outside of the workspace, with what its secrets are sealed with; absent: one in the workspace. */
  readonly sealFile?: string;
  /** Loads a model to be checked; absent where none can be. */
  readonly tryModel?: TryModel;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: () => number;
};

/** A workspace that is up. */
export interface Engine {
  readonly id: string;
  readonly name: string;
  readonly trackingUri: string | null;
  readonly tokenFile: string;
  /** Resolves when it has let go of everything, by whoever's wish. */
  readonly ended: Promise<void>;
  /** Ends. `stopRuns`: now, with what trains; else once nothing trains and no backend is there any more. */
  leave(stopRuns: boolean): Promise<void>;
  /** What `leave` is told where nobody says: by the settings. `endServing`: services are no reason to stay, whatever is set. */
  leaveAsSet(endServing?: boolean): Promise<void>;
}

/** Read me first: builds every room of the engine in order, by plain arguments. @throws AppError as `holdWorkspace` does */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { folder, log, env = process.env, now = Date.now } = options;
  const workspace = holdWorkspace(folder, MIGRATIONS, now);
  const undo: (() => void | Promise<void>)[] = [() => workspace.close()];
  const letGo = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    await workspace.quota.count();
    const changes = new Changes();
    let told: () => void = () => undefined;
    const changed: Changed = (topic, id) => {
      changes.changed(topic, id);
      if (topic === 'services') told(); // the last one may be gone
    };
    const rooms = await createRooms({ ...options, workspace, changed, env, now });
    undo.push(() => rooms.close());
    const { settings } = workspace;
    const lifetime = new Lifetime({ training: rooms.training, services: () => rooms.services.count, letGo });
    told = () => lifetime.endWhenIdle();
    undo.push(rooms.training.onActive(told));
    const onSettings = () => {
      changed('settings', '');
      if (!settings.current.keepServingOnQuit) lifetime.letGoOfServices();
    };
    undo.push(settings.onChange(onSettings));

    const handlers: Handlers<typeof engineApi> = {
      ...rooms.handlers,
      ...changes.handlers,
      ...workspaceHandlers({
        workspace,
        training: rooms.training,
        isActive: rooms.isActive,
        now,
        async endForGood() {
          afterTheAnswer(() => lifetime.end(() => removeHidden(workspace.places)));
        },
      }),
      ...ownHandlers(workspace, rooms, lifetime, options.version),
    };
    undo.push(await openSocket({ ...options, env, now }, workspace, lifetime, handlers), keepToRetention(workspace, rooms, log, now));
    log.info('the workspace is open', { id: workspace.identity.id, trackingUri: rooms.trackingUri });
    return {
      id: workspace.identity.id,
      name: workspace.identity.name,
      trackingUri: rooms.trackingUri,
      tokenFile: workspace.tokens.file,
      ended: lifetime.ended,
      leave: (stopRuns) => lifetime.leave(stopRuns),
      leaveAsSet(endServing = false) {
        if (lifetime.leaving && endServing) lifetime.letGoOfServices();
        const { keepRunsOnQuit, keepServingOnQuit } = settings.current;
        return lifetime.leaving ? lifetime.ended : lifetime.leave(!keepRunsOnQuit, keepServingOnQuit && !endServing);
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}

/** Whoever asked for the end still gets the answer. */
const afterTheAnswer = (work: () => Promise<void>) => setImmediate(() => void work());

function ownHandlers(
  { identity, tokens }: HeldWorkspace,
  rooms: Rooms,
  lifetime: Lifetime,
  version: string,
): Handlers<Pick<typeof engineApi, 'engine.facts' | 'engine.leave'>> {
  return {
    'engine.facts': async () => ({
      id: identity.id,
      name: identity.name,
      pid: process.pid,
      version,
      trackingUri: rooms.trackingUri ?? '',
      tokenFile: tokens.file,
      activeRuns: rooms.training.active(),
      services: await rooms.services.facts(),
      leaving: lifetime.leaving,
    }),
    'engine.leave': ({ stopRuns, keepServing }) => {
      afterTheAnswer(() => lifetime.leave(stopRuns, keepServing));
      return {};
    },
  };
}

type SocketOptions = EngineOptions & { readonly env: NodeJS.ProcessEnv; readonly now: () => number };

/** Serves backends, and writes where it is found. @returns what ends both. */
async function openSocket(options: SocketOptions, { identity, places }: HeldWorkspace, lifetime: Lifetime, handlers: Handlers<typeof engineApi>) {
  const { by, owner, version, log, env, now } = options;
  const address = newSocketAddress(env);
  removeLeft(readEngineFile(places.root)?.socket, address);
  const token = newToken();
  const listening = await listen({
    address,
    token,
    id: identity.id,
    log,
    onPort(port) {
      port.onClose(lifetime.readerCame());
      serve(port, { verbs: engineApi, handlers }, log);
    },
  });
  const file: EngineFile = { id: identity.id, pid: process.pid, startedAt: now(), by, owner, version, socket: address, token };
  const path = join(places.root, ENGINE_FILE);
  const close = async () => {
    rmSync(path, { force: true });
    await listening.close();
  };
  try {
    writeWhole(path, `${JSON.stringify(file)}\n`);
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

/** The socket of an engine that was killed. The folder may be somebody else's: what its file names is removed only where ours lie. */
function removeLeft(socket: string | undefined, own: string): void {
  if (socket !== undefined && dirname(socket) === dirname(own) && isSocketName(basename(socket))) rmSync(socket, { force: true });
}

/** Removes logs that are older than the settings allow: now, whenever these change, and every hour. @returns what ends it. */
function keepToRetention(workspace: HeldWorkspace, rooms: Rooms, log: Log, now: () => number): () => void {
  const keep = () =>
    void removeOldLogs(workspace, rooms.isActive, now()).then(
      (freed) => freed > 0 && log.info('old logs were removed', { freed }),
      (error: unknown) => log.warn('old logs could not be removed', { text: String(error) }),
    );
  const hourly = setInterval(keep, HOUR_MS);
  hourly.unref();
  const stop = workspace.settings.onChange(keep);
  keep();
  return () => {
    stop();
    clearInterval(hourly);
  };
}
