import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Order } from './main';
import type { Replay, ReplayOptions } from './replay-server';

const Ready = z.object({ port: z.number(), url: z.string(), kubeconfig: z.string() });
const Reply = z.object({ id: z.number(), result: z.unknown() });
const Events = z.object({ events: z.number() });
const State = z.array(
  z.object({
    index: z.number(),
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    version: z.number(),
    generation: z.number(),
    image: z.string(),
    desired: z.number(),
    updated: z.number(),
    available: z.number(),
  }),
);
const Stats = z.object({
  lists: z.number(),
  watches: z.number(),
  others: z.number(),
  openWatches: z.number(),
  connections: z.number(),
  watchBytes: z.number(),
});

/** The checkout, also when this file runs from a bundle inside it. */
function checkout(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'e2e/peers/typescript.mjs'))) {
    if (folder === dirname(folder)) throw new Error('this runs outside of its checkout');
    folder = dirname(folder);
  }
  return folder;
}

/** A replay in a process of its own; `pid` for those who measure it. It ends with this process. */
export async function startReplayProcess(options: ReplayOptions): Promise<Replay & { readonly pid: number }> {
  const root = checkout();
  const args = ['--import', join(root, 'e2e/peers/typescript.mjs'), join(root, 'e2e/peers/replay/main.ts'), JSON.stringify(options)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let nextId = 0;
  const ready = await Promise.race([
    once(child, 'message').then(([message]: unknown[]) => Ready.parse(message)),
    once(child, 'exit').then(() => Promise.reject(new Error('the replay did not start'))),
  ]);
  child.on('message', (raw) => {
    const { id, result } = Reply.parse(raw);
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the replay has ended'));
  });
  const order = (what: Order): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      child.send({ id, order: what });
    });
  return {
    ...ready,
    pid: child.pid ?? 0,
    storm: async (storm) => Events.parse(await order({ do: 'storm', ...storm })),
    burst: async (events) => void (await order({ do: 'burst', events })),
    fault: async (fault) => void (await order({ do: 'fault', fault })),
    insert: async (insert) => void (await order({ do: 'insert', insert })),
    endWatches: async ({ gone = false } = {}) => void (await order({ do: 'end-watches', gone })),
    state: async () => State.parse(await order({ do: 'state' })),
    stats: async () => Stats.parse(await order({ do: 'stats' })),
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
