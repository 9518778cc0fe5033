import { ensureBuilt } from './build.mjs';
import { personIdentity } from './desktop/identity.mjs';
import { environment, openWindowed } from './desktop/windowed.mjs';
import { forgetRuntime } from './setup.mjs';
import { hasDisplay } from './setup/libraries.mjs';
import { root } from './setup/places.mjs';
import { say } from './setup/say.mjs';

const CANNOT_EXECUTE = 127; // the loader's word for a missing library

async function start({ runtime, rest }) {
  await ensureBuilt();
  if (!hasDisplay()) say('There is no display here: the window opens on a virtual one. Ctrl+C ends it.');
  const { ended } = await openWindowed(personIdentity(), [runtime.executable, root, ...rest], environment(runtime));
  const code = await ended;
  if (code === CANNOT_EXECUTE) forgetRuntime();
  return code;
}

export const tasks = { start };
