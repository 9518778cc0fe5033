import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { pickPorts } from './ports';
import { endProcess, runProgram } from './processes';

/**
 * Users of every bed; `-token` ones carry a static token instead of a certificate. `viewer` reads, `operator` reads and
 * promotes, `team-a` edits in its namespace alone, `nobody` may do nothing.
 */
export type BedUser = 'admin' | 'viewer' | 'viewer-token' | 'operator' | 'team-a' | 'team-a-token' | 'nobody';
export type RevocableUser = 'viewer' | 'operator' | 'team-a';
export type BedPart = 'kcm' | 'scheduler' | 'kwok';

export type BedOptions = {
  /** An earlier bed's folder starts again with what it held. Without one: a temporary folder, removed by `stop`. */
  dir?: string;
  /** First of four ports in a row. Without one: four free ones. */
  port?: number;
  nodes?: number;
  /** Parts left out; a bare API server starts in half the time. Nothing becomes ready without all three. */
  without?: readonly BedPart[];
  /** False: the server reads etcd itself, so that `compact` answers 410 at once, to watches and to pages. */
  watchCache?: boolean;
  /** A folder of CRD files to create. */
  crds?: string;
};

export type MintOptions = {
  kind: 'token' | 'cert';
  user: 'admin' | 'nobody' | RevocableUser;
  /** From now until the server refuses it. */
  ttlSeconds: number;
  /** Base name of the kubeconfig; minting under the same name again rotates it in place. */
  as?: string;
};

/** A real Kubernetes control plane, started for a test. */
export interface Bed {
  readonly dir: string;
  readonly port: number;
  /** Address of the API server. */
  readonly url: string;
  /** Path of that user's kubeconfig. It stays good over `restart`. */
  kubeconfig(user: BedUser): string;
  /** Path of a copy of a kubeconfig that goes through another port, such as a fault proxy's. */
  kubeconfigThrough(port: number, kubeconfig?: string): string;
  /** Runs the real kubectl as admin and gives its standard output. @throws with its standard error. */
  kubectl(...args: string[]): Promise<string>;
  /** Runs a command line as a person would paste it: `kubectl` and its plugins are on the path. @throws with its standard error. */
  shell(line: string, kubeconfig?: string): Promise<string>;
  /** `kubectl apply` of these objects. */
  apply(...objects: object[]): Promise<void>;
  /** Path of a new kubeconfig whose credential ends by itself. */
  mint(options: MintOptions): Promise<string>;
  /** Takes all rights from a user, and gives them back. At once for new requests; the server lets open watches run on. */
  revoke(user: RevocableUser): Promise<void>;
  grant(user: RevocableUser): Promise<void>;
  /** Creates the CRDs of a folder and resolves when all are served. */
  createCrds(folder: string): Promise<void>;
  /** Forgets all history: what asks for an older version gets 410. */
  compact(): Promise<void>;
  /** Deployments with so many ready pods together, in namespaces seed-0 … seed-9. */
  seed(size: { deployments: number; pods: number }): Promise<void>;
  /** A new image for the first `count` seeded Deployments: so many rolling updates. */
  roll(count: number): Promise<void>;
  /** Freezes the server with all sockets open (SIGSTOP). */
  pause(): void;
  resume(): void;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again, in the same folder and ports; ends it first when it runs. `renew`: with another CA, so that kubeconfigs die. */
  restart(options?: { renew?: boolean }): Promise<void>;
  /** Everything that the server said. */
  log(): string;
  stop(): Promise<void>;
}

const START_MS = 60_000;
const PORTS = 4;
const LOG_TAIL = 4_000;
/** Go collects garbage at four times what is kept instead of at twice: a start is mostly waste, and several run at a time. */
const GOGC = '300';
const Ready = z.object({ server: z.string(), dir: z.string(), port: z.number() });

/** Folder that holds `testbed` and `kubectl`, or undefined where they are not built. */
export const bedBinaries = (): string | undefined => {
  const dir = process.env['PILOTHOUSE_BED'];
  return dir && existsSync(join(dir, 'testbed')) ? dir : undefined;
};

/** Starts a bed and resolves when it is up (4 s; 2 s without its parts). It ends with this process, whatever way that goes. */
export async function startBed(options: BedOptions = {}): Promise<Bed> {
  const binaries = bedBinaries();
  if (!binaries) throw new Error('PILOTHOUSE_BED names no folder with testbed and kubectl');
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'bed-'));
  mkdirSync(dir, { recursive: true });
  const port = options.port ?? (await pickPorts(PORTS));
  const testbed = join(binaries, 'testbed');
  const logFile = join(dir, 'bed.log');

  const args = [`--dir=${dir}`, `--port=${port}`, `--nodes=${options.nodes ?? 3}`, '--child'];
  if (options.without) args.push(`--without=${options.without.join()}`);
  if (options.watchCache === false) args.push('--no-watch-cache');
  if (options.crds) args.push(`--crds=${options.crds}`);
  let child = await launch(testbed, args, logFile);

  const admin = join(dir, 'admin.kubeconfig');
  const kubectl = (input: string | undefined, args_: string[]) => runProgram(join(binaries, 'kubectl'), [`--kubeconfig=${admin}`, ...args_], { input });
  const order = (...args_: string[]) => runProgram(testbed, [`--dir=${dir}`, ...args_]);
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => void child.kill(name);
  return {
    dir,
    port,
    url: `https://127.0.0.1:${port}`,
    kubeconfig: (user) => join(dir, `${user}.kubeconfig`),
    kubeconfigThrough(through, kubeconfig = admin) {
      const path = kubeconfig.replace(/(\.kubeconfig)?$/, `-${through}.kubeconfig`);
      writeFileSync(path, redirectKubeconfig(readFileSync(kubeconfig, 'utf8'), through), { mode: 0o600 });
      return path;
    },
    kubectl: (...args_) => kubectl(undefined, args_),
    shell: (line, kubeconfig = admin) =>
      runProgram('sh', ['-c', line], { env: { ...process.env, KUBECONFIG: kubeconfig, PATH: `${binaries}:${process.env['PATH'] ?? ''}` } }),
    async apply(...objects) {
      await kubectl(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), ['apply', '-f', '-']);
    },
    async mint({ kind, user, ttlSeconds, as }) {
      return (await order(`--mint=${kind}`, `--user=${user}`, `--ttl=${ttlSeconds}s`, ...(as ? [`--as=${as}`] : []))).trim();
    },
    async revoke(user) {
      await kubectl(undefined, ['delete', 'clusterrolebindings,rolebindings', '--all-namespaces', `--selector=bed-user=${user}`]);
    },
    async grant(user) {
      await order('--grant', `--user=${user}`);
    },
    async createCrds(folder) {
      await order(`--create-crds=${folder}`);
    },
    async compact() {
      await order('--compact');
    },
    async seed({ deployments, pods }) {
      await order(`--seed-deployments=${deployments}`, `--seed-pods=${pods}`);
    },
    async roll(count) {
      await order(`--roll=${count}`);
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    kill: () => endProcess(child, 'SIGKILL'),
    async restart({ renew = false } = {}) {
      await endProcess(child, 'SIGTERM');
      child = await launch(testbed, renew ? [...args, '--renew'] : args, logFile);
    },
    log: () => readFileSync(logFile, 'utf8'),
    async stop() {
      await endProcess(child, 'SIGTERM');
      if (options.dir === undefined && !process.env['PILOTHOUSE_KEEP']) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The same kubeconfig by another port of this machine; the name that its certificate is checked for stays. */
export const redirectKubeconfig = (text: string, port: number): string =>
  text.replace(/^( *)server: https:\/\/127\.0\.0\.1:\d+$/m, `$1server: https://127.0.0.1:${port}\n$1tls-server-name: localhost`);

/** Resolves at the line that says READY. @throws with the end of the log when the bed ends before, or takes too long. */
async function launch(testbed: string, args: readonly string[], logFile: string): Promise<ChildProcess> {
  const stderr = openSync(logFile, 'a');
  // Its standard input is a pipe from us: the bed ends when that does.
  const child = spawn(testbed, args, { stdio: ['pipe', 'pipe', stderr], env: { ...process.env, GOGC: process.env['GOGC'] ?? GOGC } });
  closeSync(stderr);
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  child.stdin?.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready within ${START_MS / 1000} s`)), START_MS);
      const settle = (then: () => void) => {
        clearTimeout(timer);
        then();
      };
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        appendFileSync(logFile, chunk);
        text += chunk;
        const line = /^READY (.*)$/m.exec(text)?.[1];
        if (!line) return;
        text = '';
        settle(() => resolve(void Ready.parse(JSON.parse(line))));
      });
      child.once('error', (error) => settle(() => reject(error)));
      child.once('exit', (code, signal) => settle(() => reject(new Error(`ended (${signal ?? code})`))));
    });
  } catch (error) {
    child.kill('SIGKILL');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The bed did not start: ${reason}\n${readFileSync(logFile, 'utf8').slice(-LOG_TAIL)}`, { cause: error });
  }
  return child;
}
