// What fifteen quiet connections cost the whole app, all its processes together, with the table on the screen.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startReplayProcess } from '../peers/replay/replay-process';
import { startApp } from './app-process';
import { median, report } from './figures';
import { usedProfile } from './profile';

const CONNECTIONS = 15;
const OBJECTS = 200;
const SETTLE_MS = 10_000;
const SAMPLE_MS = 10_000;
const SAMPLES = 5;
const LIMIT_PERCENT = 2;
/** Real servers send them about once a minute. */
const BOOKMARK_MS = 60_000;

const entries = z.array(z.record(z.string(), z.unknown()));
const Kubeconfig = z.object({ clusters: entries, users: entries, contexts: entries });

/** One kubeconfig with the contexts of all. */
function merged(texts: readonly string[]): string {
  const parts = texts.map((text, index) => Kubeconfig.parse(JSON.parse(text.replaceAll('"replay"', `"replay-${index}"`))));
  const all = (key: 'clusters' | 'users' | 'contexts') => parts.flatMap((part) => part[key]);
  return JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: all('clusters'), users: all('users'), contexts: all('contexts') });
}

const replays = await Promise.all(Array.from({ length: CONNECTIONS }, () => startReplayProcess({ objects: OBJECTS, bookmarkMs: BOOKMARK_MS })));
const profile = await usedProfile(merged(replays.map(({ kubeconfig }) => kubeconfig)), CONNECTIONS * OBJECTS);
const app = await startApp(profile);
try {
  await app.page.getByText(/3,000 deliveries/).waitFor();
  await sleep(SETTLE_MS);
  const percents: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const [before, at] = [app.cpuMs(), performance.now()];
    await sleep(SAMPLE_MS);
    percents.push((app.cpuMs() - before) / ((performance.now() - at) / 100));
  }
  const watching = await Promise.all(replays.map((replay) => replay.stats()));
  report(
    `${CONNECTIONS} idle connections of ${OBJECTS} Deployments each, the whole app (${watching.filter(({ openWatches }) => openWatches > 0).length} watched)`,
    [{ what: 'part of one core, %', value: `${median(percents).toFixed(2)} %`, measured: median(percents), limit: LIMIT_PERCENT }],
    [`samples of ${SAMPLE_MS / 1000} s: ${percents.map((percent) => percent.toFixed(2)).join(' ')}`],
  );
} finally {
  await app.stop();
  profile.remove();
  for (const replay of replays) await replay.stop();
}
