import type { ServerCommand } from '../../../shared/models/server-command';

const ASK_EVERY_MS = 100;
const ANSWER_MS = 5_000;

/** Where a server says that it is ready: all of these answer 200 then. */
export const readyPaths = ({ protocol, model }: Pick<ServerCommand, 'protocol' | 'model'>): readonly string[] =>
  protocol === 'oip' ? ['/v2/health/ready', `/v2/models/${model}/ready`] : ['/ping'];

/** @returns whether it was ready in time */
export async function waitReady(port: number, command: ServerCommand, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + command.readySeconds * 1_000;
  while (!signal.aborted && performance.now() < until) {
    if (await areReady(port, readyPaths(command), signal)) return true;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return false;
}

async function areReady(port: number, paths: readonly string[], signal: AbortSignal): Promise<boolean> {
  for (const path of paths) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]), redirect: 'error' });
      await answer.body?.cancel();
      if (answer.status !== 200) return false;
    } catch {
      return false; // nobody listens yet, or it is busy
    }
  }
  return true;
}
