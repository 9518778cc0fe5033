import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess, type WebContents } from 'electron';
import { FromBackend } from '../../shared/api/backend-process';
import { BACKEND_DATA_FLAG, BACKEND_OWNER_FLAG, BACKEND_SAMPLE_FLAG, type ToBackend } from '../../shared/api/to-backend';
import type { ShellEvent } from '../../shared/api/shell';
import type { AttentionNotice } from '../../shared/models/attention-notice';
import { CHANNELS } from '../../shared/api/shell-channels';
import type { LineSink } from './line-sink';
import type { Log } from './logs';
import { createRateLimit, createRestartPolicy } from './restart-policy';

/** Time to write what is pending. */
const QUIT_MS = 3_000;
/** A backend that has not said that it is ready by then never will. */
const START_MS = 60_000;
/** A page asks once per load and once per restart. */
const CONNECTS_MAX = 20;
const CONNECTS_WINDOW_MS = 10_000;

export type BackendState = Omit<Extract<ShellEvent, { type: 'backend' }>, 'type'>;

/** The backend's process: starts it, starts it again, and introduces pages to it. Its work passes by the shell. */
export interface BackendProcess {
  /** Sends a new port to the page; at the next start, where there is no process now. */
  connect(contents: WebContents): void;
  send(message: ToBackend): void;
  /** Starts at once what waits for its next start, or was given up. A running process is left alone. */
  retry(): void;
  /** Lets it write what is pending, then ends it. Nothing is started after this. */
  quit(): Promise<void>;
}

export type BackendOptions = {
  readonly entry: string;
  readonly dataFolder: string;
  /** This session of the app: it owns the engines that it starts. */
  readonly owner: string;
  /** What the sample workspace is made of. */
  readonly sample: string;
  readonly log: Log;
  readonly output: () => LineSink;
  readonly onState: (state: BackendState) => void;
  readonly onAttention: (items: readonly AttentionNotice[]) => void;
  /** What else it says. */
  readonly onMessage: (message: Exclude<FromBackend, { type: 'ready' | 'attention' }>) => void;
};

export function startBackend({ entry, dataFolder, owner, sample, log, output, onState, onAttention, onMessage }: BackendOptions): BackendProcess {
  const policy = createRestartPolicy(Math.random);
  const connects = createRateLimit(CONNECTS_MAX, CONNECTS_WINDOW_MS);
  let child: UtilityProcess | null = null;
  const waiting = new Set<WebContents>();
  let timer: NodeJS.Timeout | undefined;
  let quitting = false;

  const post = (message: ToBackend, ports: MessagePortMain[] = []) => child?.postMessage(message, ports);
  const introduce = (contents: WebContents) => {
    const { port1, port2 } = new MessageChannelMain();
    post({ type: 'port' }, [port1]);
    contents.postMessage(CHANNELS.port, null, [port2]);
  };

  const start = () => {
    timer = undefined;
    const startedAt = Date.now();
    const process = utilityProcess.fork(entry, [BACKEND_DATA_FLAG, dataFolder, BACKEND_OWNER_FLAG, owner, BACKEND_SAMPLE_FLAG, sample], {
      serviceName: 'backend',
      stdio: 'pipe',
    });
    child = process;
    for (const stream of [process.stdout, process.stderr]) {
      const sink = output();
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => sink.push(chunk));
      stream?.on('end', () => sink.end());
    }
    const deadline = setTimeout(() => {
      log.error('the backend did not become ready', { afterMs: START_MS });
      process.kill();
    }, START_MS);
    process.once('spawn', () => log.info('the backend was started', { pid: process.pid ?? null }));
    process.on('message', (raw: unknown) => {
      const message = FromBackend.safeParse(raw);
      if (!message.success) return log.warn('the backend said something that the shell does not know');
      if (message.data.type === 'attention') return onAttention(message.data.items);
      if (message.data.type !== 'ready') return onMessage(message.data);
      clearTimeout(deadline);
      log.info('the backend is ready');
      onState({ state: 'running', attempt: 0, retryAt: null });
    });
    process.once('exit', (code) => {
      clearTimeout(deadline);
      if (child === process) child = null;
      if (!quitting) restart(code, Date.now() - startedAt);
    });
    for (const contents of waiting) if (!contents.isDestroyed()) introduce(contents);
    waiting.clear();
  };

  const restart = (code: number, livedMs: number) => {
    const { attempt, delayMs } = policy.ended(livedMs);
    log.error('the backend ended', { code, livedMs, attempt, restartInMs: delayMs });
    if (delayMs === null) return onState({ state: 'failed', attempt, retryAt: null });
    onState({ state: 'restarting', attempt, retryAt: Date.now() + delayMs });
    timer = setTimeout(start, delayMs);
  };

  onState({ state: 'starting', attempt: 0, retryAt: null });
  start();
  return {
    connect(contents) {
      if (!connects.allow(Date.now())) return log.warn('a page asked for too many ports');
      if (child) introduce(contents);
      else waiting.add(contents);
    },
    send: (message) => void post(message),
    retry() {
      if (child || quitting) return;
      clearTimeout(timer);
      policy.reset();
      onState({ state: 'starting', attempt: 0, retryAt: null });
      start();
    },
    quit() {
      quitting = true;
      clearTimeout(timer);
      const process = child;
      if (!process) return Promise.resolve();
      return new Promise((resolve) => {
        const deadline = setTimeout(() => {
          log.warn('the backend did not end in time', { afterMs: QUIT_MS });
          process.kill();
          resolve();
        }, QUIT_MS);
        process.once('exit', () => {
          clearTimeout(deadline);
          resolve();
        });
        post({ type: 'quit' });
      });
    },
  };
}
