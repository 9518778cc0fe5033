import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, SILENT } from '../electron/backend/lib/log';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import type { Datasets } from '../electron/engine/contract';
import { RunRecords } from '../electron/engine/records/run-records';
import { MIGRATIONS as RECORDS } from '../electron/engine/records/tables';
import type { TrainingNeeds } from '../electron/engine/training/needs';
import { OWN_NODE } from '../electron/engine/training/node-host';
import { MIGRATIONS, Training } from '../electron/engine/training/training';
import { preparePlaces } from '../electron/engine/workspace/places';
import { openRegistry } from '../electron/engine/workspace/registry';
import { createTokens, TOKEN_MIGRATIONS } from '../electron/engine/workspace/tokens';
import { type Failure, failureOf } from '../shared/models/failure';
import type { Relation } from '../shared/models/lineage';
import type { RunConcern, RunLive, RunLogLine } from '../shared/models/run';

const CONNECTION = 'local-0123456789abcdef';
const CALL = { signal: new AbortController().signal };

export type TrainingStage = Awaited<ReturnType<typeof stageTraining>>;
export type StageOptions = {
  readonly root?: string;
  readonly runsAtOnce?: number;
  readonly graceMs?: number;
  readonly datasets?: Partial<Datasets>;
  readonly env?: NodeJS.ProcessEnv;
  readonly shippedNode?: TrainingNeeds['shippedNode'];
  readonly log?: Log;
  readonly now?: () => number;
};

/** Training over a real registry, real records and real processes, in a folder of its own. Datasets alone are stood in for. */
export async function stageTraining(options: StageOptions = {}) {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'training-'));
  const places = preparePlaces(root);
  const registry = openRegistry(places.registry);
  registry.migrate([TOKEN_MIGRATIONS, RECORDS, MIGRATIONS]);
  const records = new RunRecords({ registry, changed: () => undefined, now: Date.now });
  const artifacts = new ArtifactStore(places);
  const tokens = createTokens(places, registry);
  const facts: Omit<Relation, 'until'>[] = [];
  const wrote: [run: string, path: string][] = [];
  const settings = { current: { runsAtOnce: options.runsAtOnce ?? 1 }, listeners: new Set<() => void>() };
  const training = new Training({
    registry,
    places,
    artifacts,
    records,
    datasets: {
      readableAt: () => ({ ok: true }),
      versionAt: async () => null,
      wrote: async (run, path) => void wrote.push([run, path]),
      ...options.datasets,
    },
    facts: { add: (fact) => void facts.push(fact), end: () => undefined, describe: () => undefined },
    tokens,
    trackingUri: () => 'http://127.0.0.1:9',
    serving: () => null,
    admit: () => undefined,
    changed: () => undefined,
    settings: {
      get current() {
        return settings.current;
      },
      onChange(listener) {
        settings.listeners.add(listener);
        return () => void settings.listeners.delete(listener);
      },
    },
    experimentOf: (run) => String(records.find(run)?.experiment ?? ''),
    env: options.env ?? process.env,
    shippedNode: options.shippedNode ?? OWN_NODE,
    log: options.log ?? SILENT,
    now: options.now ?? Date.now,
    graceMs: options.graceMs ?? 1_000,
  });
  await training.open();

  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const until = async (what: () => boolean, ms = 15_000) => {
    for (const end = performance.now() + ms; !what(); await sleep(20)) if (performance.now() > end) throw new Error('it did not come about in time');
  };
  const verbs = training.handlers;
  type Start = Parameters<(typeof verbs)['runs.start']>[0];
  const start = async (entryPoint: string, params: Record<string, string> = {}, more: Partial<Start> = {}) => {
    const { run } = await verbs['runs.start'](
      { connection: CONNECTION, project: '.', entryPoint, params, environment: null, name: null, timeLimitMs: null, ...more },
      CALL,
    );
    return run;
  };
  return {
    root,
    places,
    training,
    records,
    artifacts,
    registry,
    /** Tokens that hold for a run. */
    tokensOf: (run: string) => registry.database.prepare('SELECT run FROM run_token WHERE run = ?').all(run).length,
    facts,
    wrote,
    verbs,
    write,
    until,
    start,
    /** A project of scripts for Node, each an entry point of its own with its parameters. */
    project(scripts: Readonly<Record<string, string>>, parameters: Readonly<Record<string, string>> = {}) {
      const declared = JSON.stringify(parameters);
      const given = Object.keys(parameters).map((name) => ` {${name}}`);
      const entries = Object.keys(scripts).map((name) => `  ${name}: {parameters: ${declared}, command: 'node ${name}.cjs${given.join('')}'}`);
      write('MLproject', `name: Trial\nentry_points:\n${entries.join('\n')}\n`);
      for (const [name, script] of Object.entries(scripts)) write(`${name}.cjs`, script);
    },
    refusal: async (work: Promise<unknown>): Promise<Failure> => failureOf(await work.then(() => null).catch((error: unknown) => error)),
    ended: async (run: string) => {
      await until(() => !training.isActive(run), 30_000);
      return { state: records.stateOf(run), exit: training.more(run).exit };
    },
    cancel: (run: string) => void verbs['runs.cancel']({ connection: CONNECTION, run }, CALL),
    repeat: async (run: string) => await verbs['runs.repeat']({ connection: CONNECTION, run }, CALL),
    search: async (run: string, text: string, before: number | null = null, limit = 100) =>
      await verbs['runs.searchLog']({ connection: CONNECTION, run, text, before, limit }, CALL),
    async live(run: string) {
      const events: RunLive[] = [];
      const stop = await verbs['runs.live']({ connection: CONNECTION, run }, feedInto(events));
      return { events, stop };
    },
    async concerns() {
      const events: { concerns: readonly RunConcern[] }[] = [];
      const stop = await verbs['runs.concerns']({ connection: CONNECTION }, feedInto(events));
      return { now: () => events.at(-1)?.concerns ?? [], stop };
    },
    async log(run: string, tail = 100) {
      const events: { lines: readonly RunLogLine[]; gap: boolean; ended: boolean; total: number }[] = [];
      const stop = await verbs['runs.log']({ connection: CONNECTION, run, tail }, feedInto(events));
      return { events, stop, texts: () => events.flatMap(({ lines }) => lines.map(({ text }) => text)) };
    },
    setRunsAtOnce(count: number) {
      settings.current = { runsAtOnce: count };
      for (const listener of settings.listeners) listener();
    },
    /** As a killed engine leaves it: processes go on, nobody looks. */
    abandon() {
      training.close();
      records.close();
      registry.close();
    },
    async close() {
      await training.stopAll();
      training.close();
      records.close();
      registry.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const feedInto = <T>(events: T[]) => ({ congested: false, push: (event: T) => void events.push(event), onDrain: () => undefined });
