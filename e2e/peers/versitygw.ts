import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Certificate } from './certificates';
import { pickPorts } from './ports';
import { endProcess, runProgram } from './processes';

export type StoreKeys = { readonly accessKeyId: string; readonly secretAccessKey: string };
export type StoreOptions = {
  /** TLS with this certificate; without one it speaks plainly. */
  readonly certificate?: Certificate;
};

/** A real object store on 127.0.0.1, with versions of objects and users of its own. */
export interface ObjectStore {
  readonly port: number;
  readonly address: string;
  /** Whoever may do everything. */
  readonly root: StoreKeys;
  /** Signed in as root, to fill it; speaks past any proxy. */
  readonly client: S3Client;
  /** Somebody who may do nothing until a policy of a bucket says so. */
  addUser(name: string): Promise<StoreKeys>;
  removeUser(keys: StoreKeys): Promise<void>;
  /** Makes a file an object where it lies, without its bytes going anywhere: for those that are too large to be sent. @returns where it is now */
  place(bucket: string, key: string, file: string): string;
  stop(): Promise<void>;
}

const START_MS = 20_000;
const POLL_MS = 25;
const ROOT: StoreKeys = { accessKeyId: 'root', secretAccessKey: 'root-secret-of-a-test' };
const REGION = 'us-east-1';

/** The built program, or undefined where there is none. */
export const versitygwProgram = (): string | undefined => {
  const path = join(process.env['PILOTHOUSE_BED'] ?? '/nonexistent', 'versitygw');
  return existsSync(path) ? path : undefined;
};

/** Starts it in a temporary folder, and resolves once it answers. */
export async function startObjectStore({ certificate }: StoreOptions = {}): Promise<ObjectStore> {
  const program = versitygwProgram();
  if (!program) throw new Error('PILOTHOUSE_BED names no folder with versitygw');
  const folder = mkdtempSync(join(tmpdir(), 'objects-'));
  const within = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const port = await pickPorts(1);
  const address = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
  const flags = ['--port', `127.0.0.1:${port}`, '--health', '/health', '--quiet', '--region', REGION, '--iam-dir', within('users')];
  for (const part of ['cert', 'key'] as const) {
    if (!certificate) continue;
    writeFileSync(join(folder, `${part}.pem`), certificate[part], { mode: 0o600 });
    flags.push(`--${part}`, join(folder, `${part}.pem`));
  }
  const backend = ['posix', '--sidecar', within('sidecar'), '--versioning-dir', within('versions'), within('data')];
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawn(program, [...flags, ...backend], {
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'] ?? '', ROOT_ACCESS_KEY: ROOT.accessKeyId, ROOT_SECRET_KEY: ROOT.secretAccessKey },
  });
  closeSync(log);
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  const client = new S3Client({ endpoint: address, region: REGION, forcePathStyle: true, credentials: ROOT });
  const stop = async () => {
    client.destroy();
    await endProcess(child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(port, () => child.exitCode !== null);
  } catch (error) {
    const said = readFileSync(join(folder, 'log'), 'utf8');
    await stop();
    throw new Error(`versitygw did not start: ${said}`, { cause: error });
  }
  const admin = (...args: string[]) =>
    runProgram(program, ['admin', '--endpoint-url', address, '--access', ROOT.accessKeyId, '--secret', ROOT.secretAccessKey, '--allow-insecure', ...args]);
  return {
    port,
    address,
    root: ROOT,
    client,
    async addUser(name) {
      const keys = { accessKeyId: name, secretAccessKey: `secret-of-${name}` };
      await admin('create-user', '--access', keys.accessKeyId, '--secret', keys.secretAccessKey, '--role', 'user');
      return keys;
    },
    place(bucket, key, file) {
      const path = join(folder, 'data', bucket, key);
      renameSync(file, path);
      // What it keeps of an object that was sent.
      const meta = join(folder, 'sidecar', bucket, key, 'meta');
      mkdirSync(meta, { recursive: true });
      writeFileSync(join(meta, 'etag'), `"${randomBytes(16).toString('hex')}"`);
      return path;
    },
    async removeUser({ accessKeyId }) {
      await admin('delete-user', '--access', accessKeyId);
    },
    stop,
  };
}

async function untilListening(port: number, ended: () => boolean): Promise<void> {
  const tries = START_MS / POLL_MS;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (ended()) throw new Error('it ended');
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('nothing listens');
}
