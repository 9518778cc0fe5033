// node_modules, exactly as the lockfile has it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';
import { say } from './say.mjs';

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.setup-packages');

/** Native modules are all N-API: one installation serves every Node version, but not every platform. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.platform + process.arch)
    .digest('hex');

export const packagesReady = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted();

/** The script of onnxruntime-node fetches files for graphics cards from elsewhere; what runs on the processor comes with the package. */
const WITHOUT_GPU_FILES = { ONNXRUNTIME_NODE_INSTALL: 'skip' };

/** Runs npm with its output on stderr; throws with the command when it fails. */
export function npm(...args) {
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd: root,
    env: { ...process.env, ...WITHOUT_GPU_FILES },
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  if (status !== 0)
    throw new Error(
      `“npm ${args.join(' ')}” failed (${error?.message ?? `exit ${status}`}). Its messages are above; when the cause is mended, the same command goes on.`,
    );
}

export const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** The stamp goes first and comes back last: what is cut in between is never taken for whole. */
export function installPackages() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new Error(`${root} belongs to another user: packages cannot be installed into it. Clone it into a folder of your own.`);
  }
  say('Installing the packages of package-lock.json (npm ci); about half a minute.');
  rmSync(stampFile, { force: true });
  npm('ci', ...quietly);
  writeFileSync(stampFile, wanted());
}
