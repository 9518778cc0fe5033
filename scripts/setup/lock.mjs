// One set-up or build at a time per folder. A lock file names its holder, so that one left by a killed process is seen for what it is.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const RETRY_MS = 200;
/** A holder on another host (a shared folder, a container) cannot be asked whether it lives: longer than any set-up takes. */
const FOREIGN_STALE_MS = 60 * 60_000;

/** Start time of a process, so that a reused process id is no match. Linux only; elsewhere the id alone decides. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isStale(file, text) {
  const [pid, start, host] = text.split(' ');
  if (host !== hostname()) return Date.now() - statSync(file).mtimeMs > FOREIGN_STALE_MS;
  return !lives(Number(pid)) || startOf(pid) !== start;
}

/** Takes a stale lock away; a live one that came in between is put back. */
function breakLock(file, stale) {
  const aside = `${file}.${process.pid}.stale`;
  renameSync(file, aside);
  if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, file);
  rmSync(aside);
}

function tryLock(file, mine) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, file); // atomic, and never without its content
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Runs `work` while no other process holds `file`; waits as long as the holder lives. */
export async function withLock(file, what, work) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = [process.pid, startOf(process.pid), hostname()].join(' ');
  for (let told = false; !tryLock(file, mine); ) {
    try {
      const holder = readFileSync(file, 'utf8');
      if (isStale(file, holder)) {
        breakLock(file, holder);
        continue;
      }
      if (!told) say(`Waiting for process ${holder.split(' ')[0]}, which is busy with ${what} (${file}).`);
      told = true;
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error; // its holder was faster
    }
    await sleep(RETRY_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}
