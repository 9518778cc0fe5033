import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestStep } from '../shared/models/connection';
import type { Failure } from '../shared/models/failure';
import { type BackendUnderTest, startBackend } from './backend-under-test';
import type { Replay } from './peers/replay/replay-server';

/** A backend with one good cluster and some bad ones beside it: whatever the bad ones do, the good one must stay live. */
export interface Stage {
  readonly app: BackendUnderTest;
  /** Folder of the kubeconfigs. */
  readonly folder: string;
  /** The connection of a context. */
  idOf(context: string): string;
  /** What keeps a connection from being live, or undefined. */
  failureOf(context: string): Failure | undefined;
  isLive(context: string): boolean;
  /** The deliveries that a window would draw for it. */
  rows(context: string): Readonly<Record<string, unknown>>[];
  names(context: string): string[];
  /** Writes a kubeconfig anew, as its owner would. */
  write(context: string, text: string): void;
  /** Walks the connection test to its end. @returns the step at which it failed, if it did. */
  testOf(context: string): Promise<TestStep | undefined>;
  stop(): void;
}

/** A kubeconfig for a replay, its context named otherwise. */
export const kubeconfigOf = (replay: Replay, context: string): string => replay.kubeconfig.replaceAll('"replay"', JSON.stringify(context));

/** Starts with a kubeconfig for each context; `good` among them is waited for until it is live. */
export async function startStage(kubeconfigs: Readonly<Record<string, string>>): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
  const path = (context: string) => join(folder, `${context}.yaml`);
  const write = (context: string, text: string) => writeFileSync(path(context), text, { mode: 0o600 });
  for (const [context, text] of Object.entries(kubeconfigs)) write(context, text);
  const app = startBackend(Object.keys(kubeconfigs).map(path));
  await app.addAll();
  const find = (context: string) => app.connections().find(({ target, name }) => name === context || target.context === context);
  const freshness = (context: string) => app.freshness.get(find(context)?.id ?? '');
  const stage: Stage = {
    app,
    folder,
    idOf: (context) => find(context)?.id ?? '',
    isLive: (context) => freshness(context)?.state === 'live',
    failureOf(context) {
      const fresh = freshness(context);
      return fresh && 'failure' in fresh ? fresh.failure : undefined;
    },
    rows(context) {
      const id = find(context)?.id;
      return [...app.rows].flatMap(([ref, row]) => (ref.startsWith(`${id}|`) ? [row] : []));
    },
    names: (context) => stage.rows(context).map(({ name }) => String(name)),
    write,
    testOf: (context) =>
      new Promise((resolve, reject) => {
        const stop = app.client.watch(
          'connections.test',
          { subject: { kind: 'connection', id: find(context)?.id ?? '' } },
          (step) => {
            if (step.state !== 'failed' && !(step.step === 'rights' && step.state !== 'running')) return;
            stop();
            resolve(step.state === 'failed' ? step : undefined);
          },
          (why) => reject(new Error(JSON.stringify(why))),
        );
      }),
    stop() {
      app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await app.until('the good one is live', () => stage.isLive('good'));
  return stage;
}
