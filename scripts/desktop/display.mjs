// A virtual display of our own. Started here and not by xvfb-run, which passes no signal on and so leaves orphans.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SCREEN = '1440x900x24';
const START_TIMEOUT_MS = 20_000;
const FAMILY_WILD = 0xffff; // of an Xauthority record: whatever the host is called

/** One record of an Xauthority file: every field is a length in two bytes, then the bytes. */
function authorityRecord(cookie) {
  const field = (bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const family = Buffer.alloc(2);
  family.writeUInt16BE(FAMILY_WILD);
  return Buffer.concat([family, field(Buffer.alloc(0)), field(Buffer.alloc(0)), field(Buffer.from('MIT-MAGIC-COOKIE-1')), field(cookie)]);
}

/**
 * Starts Xvfb on a free display that only holders of its cookie can use.
 * @param {{folder: string, uid?: number, gid?: number}} owner where the cookie goes, and who runs the display
 * @returns {Promise<{env: {DISPLAY: string, XAUTHORITY: string}, stop: () => void}>}
 */
export async function startDisplay({ folder, uid, gid }) {
  const authority = join(folder, `xauthority-${randomBytes(4).toString('hex')}`);
  writeFileSync(authority, authorityRecord(randomBytes(16)), { mode: 0o600 });
  if (uid !== undefined) chownSync(authority, uid, gid);
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', authority];
  // A group of its own: Ctrl+C must not take the display from under an app that is about to quit.
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true, uid, gid });
  const stop = () => {
    process.removeListener('exit', stop);
    server.kill('SIGTERM');
    rmSync(authority, { force: true });
  };
  process.once('exit', stop);

  const number = await new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the virtual display (Xvfb) did not start within ${START_TIMEOUT_MS / 1_000} s`)), START_TIMEOUT_MS);
    timer.unref();
    server.stderr.on('data', (text) => (said += text));
    server.once('error', (error) => reject(new Error(`the virtual display (Xvfb) cannot be started: ${error.message}`)));
    server.once('exit', (code) => reject(new Error(`the virtual display (Xvfb) ended (${code}): ${said.trim()}`)));
    server.stdio[3].once('data', (text) => resolve(String(text).trim()));
  });
  server.removeAllListeners('exit');
  for (const stream of [server, server.stderr, server.stdio[3]]) stream.unref?.(); // it must not keep this process alive
  server.stderr.resume();
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop };
}
