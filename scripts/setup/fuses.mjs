// Electron's fuses: one byte each in the executable, behind a fixed mark. https://www.electronjs.org/docs/latest/tutorial/fuses
import { readFileSync, writeFileSync } from 'node:fs';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const [OFF, ON, REMOVED] = ['0', '1', 'r'];

/** In the order of the wire. */
export const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserV8Snapshot',
  'grantFileProtocolExtraPrivileges',
];

function wireOf(bytes, executable) {
  const at = bytes.indexOf(SENTINEL);
  if (at < 0) throw new Error(`${executable} has no fuse wire`);
  const start = at + SENTINEL.length;
  const [version, length] = [bytes[start], bytes[start + 1]];
  if (version !== 1) throw new Error(`${executable} has a fuse wire of version ${version}; known is 1`);
  return { start: start + 2, length };
}

/** @returns {Record<string, boolean>} each fuse that this executable has: true when on. */
export function readFuses(executable) {
  const bytes = readFileSync(executable);
  const { start, length } = wireOf(bytes, executable);
  const states = FUSES.slice(0, length).map((name, i) => [name, String.fromCharCode(bytes[start + i])]);
  return Object.fromEntries(states.filter(([, state]) => state !== REMOVED).map(([name, state]) => [name, state === ON]));
}

/** @param {Record<string, boolean>} wanted by name, as in FUSES */
export function flipFuses(executable, wanted) {
  const bytes = readFileSync(executable);
  const { start, length } = wireOf(bytes, executable);
  for (const [name, on] of Object.entries(wanted)) {
    const index = FUSES.indexOf(name);
    if (index < 0 || index >= length) throw new Error(`${executable} has no fuse ${name}`);
    bytes[start + index] = (on ? ON : OFF).charCodeAt(0);
  }
  writeFileSync(executable, bytes);
}
