import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

// A benchmark measures processes of its own script: it starts itself again in another role, over Node's IPC channel.

const ROLE = 'PILOTHOUSE_BENCH_ROLE';
const Message = z.object({ id: z.number(), order: z.string(), input: z.unknown() });
const Reply = z.object({ id: z.number(), result: z.unknown(), failed: z.string().optional() });
export type Orders = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

export const role = (): string | undefined => process.env[ROLE];

/** Serves the process that started this one, and ends with it. */
export function serveRole(orders: Orders): void {
  const say = (message: object) => process.send?.(message);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (raw) => {
    const { id, order, input } = Message.parse(raw);
    const run = orders[order];
    (run ? run(input) : Promise.reject(new Error(`no order ${order}`))).then(
      (result) => say({ id, result: result ?? null }),
      (error: unknown) => say({ id, result: null, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  say({ id: -1, result: null });
}

export interface Actor {
  readonly pid: number;
  ask(order: string, input?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts this script again as `name`. Resolves once it serves. */
export async function startRole(name: string, env: Readonly<Record<string, string>> = {}): Promise<Actor> {
  const [, script = ''] = process.argv;
  const child: ChildProcess = fork(script, [], {
    env: { ...process.env, ...env, [ROLE]: name },
    serialization: 'advanced',
  });
  const waiting = new Map<number, (reply: z.infer<typeof Reply>) => void>();
  let nextId = 0;
  await once(child, 'message');
  child.on('message', (raw) => {
    const reply = Reply.parse(raw);
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  return {
    pid: child.pid ?? 0,
    ask: (order, input) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, ({ result, failed }) => (failed === undefined ? resolve(result) : reject(new Error(failed))));
        child.send({ id, order, input });
      }),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
