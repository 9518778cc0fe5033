import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';

/** A socket's name may be 107 bytes long on Linux, 103 on macOS. */
const NAME_MAX = 103;

export const isSocketName = (name: string): boolean => /^pilothouse-[a-f0-9]{16}\.sock$/.test(name);

/** A new address for a socket that only this user can reach: in their runtime folder, or a pipe of a name that cannot be guessed. */
export function newSocketAddress(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const name = `pilothouse-${randomBytes(8).toString('hex')}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const bases = [env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter((base): base is string => base !== undefined && base !== '');
  const faults: string[] = [];
  for (const base of bases) {
    const folder = join(base, base === env['XDG_RUNTIME_DIR'] ? 'pilothouse' : `pilothouse-${userInfo().uid}`);
    const address = join(folder, `${name}.sock`);
    const fault = Buffer.byteLength(address) > NAME_MAX ? 'its name is too long' : findFolderFault(folder);
    if (fault === null) return address;
    faults.push(`${folder}: ${fault}`);
  }
  throw new AppError(failure('local', { reason: 'engine-not-started', text: faults.join('\n') }));
}

/** Makes the folder ours alone. One that another user made first, or that is a link, is not taken. */
function findFolderFault(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    if (!found.isDirectory()) return 'it is no folder';
    if (found.uid !== userInfo().uid) return 'it belongs to another user';
    if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
    return null;
  } catch (error) {
    return String(error);
  }
}
