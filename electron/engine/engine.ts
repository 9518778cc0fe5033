import { join } from 'node:path';
import { engineApi } from '../../shared/api/engine';
import { ENGINE_FILE, type EngineFile } from '../../shared/api/engine-process';
import type { Handlers } from '../../shared/api/verb';
import type { Log } from '../backend/lib/log';
import { serve } from '../backend/rpc';
import { Changes } from './lib/changes';
import { listen } from './lib/listen';
import { newSocketAddress } from './lib/runtime-folder';
import { createRooms, MIGRATIONS } from './rooms';
import type { ShippedNode } from './training/node-host';
import { newToken } from './workspace/tokens';
import { holdWorkspace, removeHidden, removeOldLogs, workspaceHandlers } from './workspace/workspace';
import { rmSync } from 'node:fs';
import { writeWhole } from './workspace/write-whole';

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
  /** What `leave` is told where nobody says: by the setting. */
  leaveAsSet(): Promise<void>;
}

/** Read me first: builds every room of the engine in order, by plain arguments. @throws AppError as `holdWorkspace` does */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { folder, by, owner, version, log, env = process.env, now = Date.now } = options;
  const workspace = holdWorkspace(folder, MIGRATIONS, now);
  const { places, identity, settings, tokens } = workspace;
  const undo: (() => void | Promise<void>)[] = [() => workspace.close()];
  const letGo = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    await workspace.quota.count();
    const changes = new Changes();
    const rooms = await createRooms({ workspace, changed: changes.changed, port: options.port, shippedNode: options.shippedNode, version, log, env, now });
    undo.push(() => rooms.close());

    let readers = 0;
    let leaving = false;
    let told: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (told = resolve));
    let ending: Promise<void> | undefined;
    /** One answer that is under way goes out first. */
    const end = (last?: () => Promise<void>) =>
      (ending ??= (async () => {
        await letGo();
        await last?.();
        told();
      })());
    const endWhenIdle = () => {
      if (leaving && readers === 0 && rooms.training.active() === 0) void end();
    };
    undo.push(rooms.training.onActive(endWhenIdle));
    const leave = async (stopRuns: boolean) => {
      if (stopRuns) {
        await rooms.training.stopAll();
        return end();
      }
      leaving = true;
      endWhenIdle();
      return ended;
    };

    const handlers: Handlers<typeof engineApi> = {
      ...rooms.handlers,
      ...changes.handlers,
      ...workspaceHandlers({
        workspace,
        training: rooms.training,
        isActive: rooms.isActive,
        now,
        async endForGood() {
          setImmediate(() => void end(() => removeHidden(places)));
        },
      }),
      'engine.facts': () => ({
        id: identity.id,
        name: identity.name,
        pid: process.pid,
        version,
        trackingUri: rooms.trackingUri ?? '',
        tokenFile: tokens.file,
        activeRuns: rooms.training.active(),
      }),
      'engine.leave': ({ stopRuns }) => {
        setImmediate(() => void leave(stopRuns));
        return {};
      },
    };

    const address = newSocketAddress(env);
    const token = newToken();
    const listening = await listen({
      address,
      token,
      id: identity.id,
      log,
      onPort(port) {
        readers += 1;
        port.onClose(() => {
          readers -= 1;
          endWhenIdle();
        });
        serve(port, engineApi, handlers, log);
      },
    });
    undo.push(() => listening.close());
    const file: EngineFile = { id: identity.id, pid: process.pid, startedAt: now(), by, owner, version, socket: address, token };
    const path = join(places.root, ENGINE_FILE);
    writeWhole(path, `${JSON.stringify(file)}\n`);
    undo.push(() => rmSync(path, { force: true }));

    const retention = setInterval(() => void keepToRetention(), HOUR_MS);
    retention.unref();
    undo.push(() => clearInterval(retention));
    const keepToRetention = () =>
      removeOldLogs(workspace, rooms.isActive, now()).then(
        (freed) => freed > 0 && log.info('old logs were removed', { freed }),
        (error: unknown) => log.warn('old logs could not be removed', { text: String(error) }),
      );
    void keepToRetention();
    log.info('the workspace is open', { id: identity.id, trackingUri: rooms.trackingUri });

    return {
      id: identity.id,
      name: identity.name,
      trackingUri: rooms.trackingUri,
      tokenFile: tokens.file,
      ended,
      leave,
      leaveAsSet: () => (leaving ? ended : leave(!settings.current.keepRunsOnQuit)),
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}
