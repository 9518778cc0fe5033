// scipy and Evidently, which measure drift too, in a Python environment; made once for each state of what they need.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';
import { findPython, forgetOlder, makeEnvironment, wholeOf } from './python.mjs';

const KEPT = 2;
const REQUIREMENTS = join(root, 'e2e', 'peers', 'drift', 'requirements.txt');

/**
 * @param {{cache: string}} options
 * @returns {{folder: string, isWhole: boolean, make(): void} | undefined} nothing where there is no Python 3; `make` only while holding the lock
 */
export function driftPeer({ cache }) {
  const python = findPython();
  if (!python) return undefined;
  const hash = createHash('sha256').update(JSON.stringify(python)).update(readFileSync(REQUIREMENTS));
  const folder = join(cache, `drift-${hash.digest('hex').slice(0, 16)}`);
  return {
    folder,
    isWhole: wholeOf(folder) !== undefined,
    make() {
      mkdirSync(cache, { recursive: true, mode: 0o755 });
      forgetOlder({ cache, prefix: 'drift-', current: folder, kept: KEPT });
      makeEnvironment({ python: python.executable, folder, requirements: REQUIREMENTS, title: 'Evidently with scipy', whole: '' });
    },
  };
}
