import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readEngineFile } from '../../electron/backend/lib/engine-file';
import { createLog, SILENT } from '../../electron/backend/lib/log';
import { connectEngine, type EngineLink } from '../../electron/backend/workspaces/engine-link';
import { openEngine } from '../../electron/engine/engine';
import { OWN_NODE } from '../../electron/engine/training/node-host';
import { serveRole, startRole } from './roles';

const Opened = z.object({ id: z.string(), uri: z.string(), tokenFile: z.string() });
const Memory = z.object({ rssBytes: z.number() });

/** A whole engine in a process of its own, with what its clients and its backend reach it by. */
export interface EngineActor {
  readonly pid: number;
  readonly uri: string;
  readonly token: string;
  /** As the backend has it: what it asks of the workspace. */
  readonly link: EngineLink;
  readonly connection: `local-${string}`;
  memoryBytes(): Promise<number>;
  /** Highest resident memory that the process ever had. */
  peakBytes(): number;
  stop(): Promise<void>;
}

export async function startEngineActor(folder: string): Promise<EngineActor> {
  const actor = await startRole('engine');
  const { id, uri, tokenFile } = Opened.parse(await actor.ask('open', folder));
  const file = readEngineFile(folder);
  if (!file) throw new Error('the engine left no word of itself');
  const link = await connectEngine(file);
  return {
    pid: actor.pid,
    uri,
    token: readFileSync(tokenFile, 'utf8').trim(),
    link,
    connection: `local-${id}`,
    memoryBytes: async () => Memory.parse(await actor.ask('memory')).rssBytes,
    peakBytes: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${actor.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024,
    async stop() {
      link.close();
      await actor.ask('leave');
      await actor.stop();
    },
  };
}

export function serveEngine(): void {
  let leave: () => Promise<void> = async () => undefined;
  serveRole({
    async open(input) {
      const log = { ...createLog((line) => process.stderr.write(line)), info: SILENT.info };
      const engine = await openEngine({
        folder: z.string().parse(input),
        by: 'a benchmark',
        owner: null,
        version: '0',
        port: null,
        shippedNode: OWN_NODE,
        log,
      });
      leave = () => engine.leave(true);
      return { id: engine.id, uri: engine.trackingUri ?? '', tokenFile: engine.tokenFile };
    },
    memory: async () => ({ rssBytes: process.memoryUsage().rss }),
    leave: async () => void (await leave()),
  });
}
