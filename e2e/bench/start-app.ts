import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { needed } from './runtime';

const START_WITHIN_MS = 30_000;
const Marks = z.record(z.string(), z.number());
/** Moments of one start, ms since its process was asked for. */
export type StartMarks = z.infer<typeof Marks>;

/** Starts an app as a person would, without anything attached, until it says that it can be used, and ends it. */
export async function startAndEnd(app: string, profile: string, env: Readonly<Record<string, string>> = {}): Promise<StartMarks> {
  const began = performance.timeOrigin + performance.now();
  const child = spawn(needed('PILOTHOUSE_ELECTRON'), [app, `--user-data-dir=${profile}`], {
    env: { ...process.env, ...env, PILOTHOUSE_BENCH: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const marks = await new Promise<StartMarks>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no window within ${START_WITHIN_MS / 1000} s:\n${text.slice(-2_000)}`)), START_WITHIN_MS);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /^PILOTHOUSE_MARKS (.*)$/m.exec(text)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(Marks.parse(JSON.parse(found)));
    });
  }).finally(() => child.kill('SIGTERM'));
  const timer = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
  await ended;
  clearTimeout(timer);
  return Object.fromEntries(Object.entries(marks).map(([name, at]) => [name, at - began]));
}

/** When people can use it. */
export const usable = (marks: StartMarks): number => marks['interactive'] ?? Number.NaN;
