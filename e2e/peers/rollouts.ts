import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Bed, bedBinaries } from './bed';
import { pickPorts } from './ports';
import { endProcess, runProgram } from './processes';

export type RolloutsOptions = {
  /** Seconds between two looks of the controller at objects that did not change. Without it, its own 15 minutes. */
  resyncSeconds?: number;
};

/** The real Argo Rollouts controller, at work on a bed as the user `rollouts-controller`. */
export interface RolloutsController {
  /** Where it tells its Prometheus metrics. */
  readonly metricsUrl: string;
  /** Runs the real kubectl-argo-rollouts as admin and gives its standard output. @throws with its standard error. */
  plugin(...args: string[]): Promise<string>;
  /** The same with another kubeconfig. */
  pluginAs(kubeconfig: string, ...args: string[]): Promise<string>;
  /** Freezes it (SIGSTOP): what is asked of Rollouts stays unobserved. */
  pause(): void;
  resume(): void;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again; ends it first when it runs. Resolves when it has synced. */
  restart(): Promise<void>;
  /** Everything that it said. */
  log(): string;
  stop(): Promise<void>;
}

const START_MS = 60_000;
const POLL_MS = 50;
const LOG_TAIL = 4_000;
/** It says so once its caches are filled. */
const SYNCED = 'Started rollout workers';
const REQUESTS_PER_SECOND = 500;
const CRDS = join('crds', 'argo-rollouts');

/** Folder that holds the bed's programs, the controller among them, or undefined where they are not built. */
export function rolloutsBinaries(): string | undefined {
  const dir = bedBinaries();
  return dir && existsSync(join(dir, 'rollouts-controller')) && existsSync(join(dir, CRDS)) ? dir : undefined;
}

/** Creates the CRDs, starts the controller and resolves when it has synced (3 s). It ends with this process, whatever way that goes. */
export async function startRollouts(bed: Bed, options: RolloutsOptions = {}): Promise<RolloutsController> {
  const binaries = rolloutsBinaries();
  if (!binaries) throw new Error('PILOTHOUSE_BED names no folder with rollouts-controller and its CRDs');
  await bed.createCrds(join(binaries, CRDS));
  const metricsPort = await pickPorts(2);
  const logFile = join(bed.dir, 'rollouts.log');
  const args = [
    '--exec', // testbed becomes the controller, which so dies with us
    '--',
    join(binaries, 'rollouts-controller'),
    `--kubeconfig=${join(bed.dir, 'rollouts-controller.kubeconfig')}`,
    '--leader-elect=false',
    `--metricsPort=${metricsPort}`,
    `--healthzPort=${metricsPort + 1}`,
    `--qps=${REQUESTS_PER_SECOND}`,
    `--burst=${REQUESTS_PER_SECOND}`,
  ];
  if (options.resyncSeconds !== undefined) args.push(`--rollout-resync=${options.resyncSeconds}`);
  const start = () => launch(join(binaries, 'testbed'), args, logFile);
  let child = await start();

  const pluginAs = (kubeconfig: string, ...rest: string[]) => runProgram(join(binaries, 'kubectl-argo-rollouts'), [`--kubeconfig=${kubeconfig}`, ...rest]);
  return {
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    plugin: (...rest) => pluginAs(bed.kubeconfig('admin'), ...rest),
    pluginAs,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => endProcess(child, 'SIGKILL'),
    async restart() {
      await endProcess(child, 'SIGTERM');
      child = await start();
    },
    log: () => readFileSync(logFile, 'utf8'),
    stop: () => endProcess(child, 'SIGTERM'),
  };
}

/** @throws with the end of its log when it ends before it has synced, or takes too long */
async function launch(program: string, args: readonly string[], logFile: string): Promise<ChildProcess> {
  appendFileSync(logFile, '');
  const { size: from } = statSync(logFile);
  const output = openSync(logFile, 'a');
  const child = spawn(program, args, { stdio: ['ignore', output, output] });
  closeSync(output);
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const said = () => readFileSync(logFile).subarray(from).toString();
  for (const deadline = Date.now() + START_MS; !said().includes(SYNCED); await sleep(POLL_MS)) {
    if (child.exitCode !== null || child.signalCode !== null) failure ??= new Error(`ended (${child.signalCode ?? child.exitCode})`);
    if (Date.now() > deadline) failure ??= new Error(`not synced within ${START_MS / 1000} s`);
    if (!failure) continue;
    child.kill('SIGKILL');
    throw new Error(`The Rollouts controller did not start: ${failure.message}\n${said().slice(-LOG_TAIL)}`, { cause: failure });
  }
  return child;
}

const RolloutState = z.object({
  metadata: z.object({ generation: z.number() }),
  spec: z.object({ paused: z.boolean().default(false) }),
  status: z
    .object({
      phase: z.string().default(''),
      message: z.string().default(''),
      observedGeneration: z.string().default(''),
      currentStepIndex: z.number().optional(),
      currentPodHash: z.string().default(''),
      stableRS: z.string().default(''),
      abort: z.boolean().default(false),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      pauseConditions: z.array(z.object({ reason: z.string() })).default([]),
    })
    .prefault({}),
});

/** What the controller says of a Rollout, in short; `phase` is empty while it has not seen the newest generation. */
export async function rolloutState(bed: Bed, namespace: string, name: string) {
  const text = await bed.kubectl('get', 'rollouts.argoproj.io', name, `--namespace=${namespace}`, '--output=json');
  const { metadata, spec, status } = RolloutState.parse(JSON.parse(text));
  const seen = Number(status.observedGeneration) === metadata.generation;
  return {
    ...status,
    phase: seen ? status.phase : '',
    manuallyPaused: spec.paused,
    pausedBy: status.pauseConditions.map(({ reason }) => reason),
    promoted: status.stableRS !== '' && status.stableRS === status.currentPodHash,
  };
}
