import { setTimeout as pause } from 'node:timers/promises';
import type { Input } from '../../../shared/api/api';
import { failureOf } from '../../../shared/models/failure';
import type { ServiceLabels } from '../../../shared/models/service-labels';
import type { EngineLink } from '../workspaces/engine-link';
import { NAME } from './enliven';

const LABELS: Omit<Input<'data.register'>, 'connection'> = {
  name: 'late-arrival-labels',
  source: { path: 'data/labels/late-arrival.csv', format: 'csv' },
  labels: { owner: 'sample', sensitivity: 'public', region: 'US', description: 'Whether flights of the replay were late, once that is known.' },
  checks: [
    { name: 'every label names its request', check: { rule: 'not-null', column: 'request_id' } },
    { name: 'late or not', check: { rule: 'range', column: 'late', min: 0, max: 1 } },
  ],
  watched: true,
};
/** How what the service answered is judged. */
export const JUDGED_BY: ServiceLabels = {
  dataset: LABELS.name,
  key: 'request_id',
  row: null,
  label: 'late',
  at: 'at',
  output: 'probability',
  position: 1,
  task: 'score',
};
const LOOK_MS = 3_000;

/** Registers what the replay finds out, once there is any: it is watched from then on. */
export async function registerLabels(reached: () => EngineLink, connection: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const link = reached();
    const { datasets } = await link.request('data.list', { connection }, signal);
    if (datasets.some(({ name }) => name === LABELS.name)) return;
    if (await isThere(link, connection, signal)) {
      await link.request('data.register', { connection, ...LABELS }, signal);
      await judgeBy(link, connection, signal);
      return;
    }
    await pause(LOOK_MS, undefined, { signal, ref: false });
  }
}

async function isThere(link: EngineLink, connection: string, signal: AbortSignal): Promise<boolean> {
  try {
    await link.request('data.peek', { connection, source: LABELS.source }, signal);
    return true;
  } catch (error) {
    const { code } = failureOf(error);
    if (code === 'cancelled' || code === 'unreachable') throw error;
    return false;
  }
}

/** What the service answered is judged by what came true. */
async function judgeBy(link: EngineLink, connection: string, signal: AbortSignal): Promise<void> {
  const { services } = await link.request('services.list', { connection }, signal);
  if (services.some(({ name }) => name === NAME)) await link.request('services.change', { connection, service: NAME, settings: { labels: JUDGED_BY } }, signal);
}
