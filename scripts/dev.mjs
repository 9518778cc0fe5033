// Hot module replacement in the page; a rebuilt main, preload or backend restarts the app.
import { build, createServer } from 'vite';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { targets } from './build/targets.mjs';
import { personIdentity } from './desktop/identity.mjs';
import { environment, openWindowed } from './desktop/windowed.mjs';
import { out } from './setup/places.mjs';

const RESTART_AFTER_MS = 100; // several parts are often rebuilt by one edit

async function dev({ runtime, rest }) {
  rmSync(join(out, '.built.json'), { force: true }); // out/ is ours until the end, and no whole build
  const [page, ...nodeParts] = targets({ release: false });
  const server = await (await createServer(page.config)).listen();
  const env = { ...environment(runtime), PILOTHOUSE_DEV_SERVER: server.resolvedUrls.local[0].replace(/\/$/, '') };
  const identity = personIdentity();

  return new Promise((resolve, reject) => {
    let app;
    let timer;
    const open = async () => {
      const before = app;
      app = undefined;
      before?.stop();
      await before?.ended;
      const opened = await openWindowed(identity, [runtime.executable, '.', ...rest], env);
      app = opened;
      void opened.ended.then((code) => app === opened && server.close().then(() => resolve(code)), reject);
    };
    const rebuilt = () => {
      clearTimeout(timer);
      timer = setTimeout(() => open().catch(reject), RESTART_AFTER_MS);
    };
    Promise.all(nodeParts.map(({ config }) => watch(config, () => app && rebuilt())))
      .then(open)
      .catch(reject);
  }).finally(() => process.exit()); // the watchers have no end of their own
}

/** Resolves after the first build; `again` is called after each later one. */
async function watch(config, again) {
  const watcher = await build({ ...config, build: { ...config.build, watch: {} } });
  await new Promise((resolve) =>
    watcher.on('event', ({ code, result, error }) => {
      void result?.close();
      if (error) console.error(error.message);
      if (code !== 'END') return;
      resolve();
      again();
    }),
  );
}

export const tasks = { dev };
