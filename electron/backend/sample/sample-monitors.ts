import { modelEntityId } from '../../../shared/models/entity-ids';
import { z } from 'zod';
import { driftConfigSchema } from '../../../shared/models/drift-config';
import type { MonitorSettings } from '../../../shared/models/drift-monitor';
import { deliveryId } from '../../../shared/models/delivery';
import type { Log } from '../lib/log';
import type { Documents } from '../storage/documents';
import type { Workspaces } from '../workspaces/workspaces';
import { NAME } from './enliven';
import { JUDGED_BY } from './register-labels';

const KEY = 'sample-monitors';
/** By the id of the workspace: what was made there once, and is the user's since. */
const Made = z.record(z.string(), z.array(z.string()));
const LOOK_MS = 5_000;
const LIVE_MINUTES = 2;

const MONTHS = 'Flights, month by month';
const WEEKS = 'Flights, week by week';
const ASKED = 'Flights that are asked about';
const ANSWERED = 'What late-arrival answers';

/** Of the 20,000 flights of a month much less is chance than of those of a week: what is moved is seen earlier. */
const DELAY_BY_MONTH = 0.025;

/** January is the reference, whatever comes behind it. */
const january = (connection: string) => ({
  kind: 'source' as const,
  source: { kind: 'files' as const, connection, path: 'data/flights/2001-01.csv', format: 'csv' as const, time: 'time' },
});

/** February to June, as they lie there. */
function historic(connection: string, own: Pick<MonitorSettings, 'name' | 'window' | 'config'>): MonitorSettings {
  return {
    ...own,
    of: { connection, kind: 'model', id: modelEntityId(NAME) },
    source: { kind: 'files', connection, path: 'data/flights/2001-0[2-6].csv', format: 'csv', time: 'time' },
    reference: january(connection),
    predictions: [],
    everyMinutes: null,
    labels: null,
  };
}

/** What the service is asked and answers, by the hour. */
function live(connection: string, own: Pick<MonitorSettings, 'name' | 'reference'>): MonitorSettings {
  return {
    ...own,
    of: { connection, kind: 'delivery', id: deliveryId('local', '', NAME) },
    source: { kind: 'payloads', connection, service: NAME, revision: null },
    predictions: [],
    config: driftConfigSchema.parse({}),
    window: 'hour',
    everyMinutes: LIVE_MINUTES,
    labels: JUDGED_BY,
  };
}

export type SampleMonitorsParts = {
  readonly workspaces: Workspaces;
  readonly documents: Documents;
  readonly create: (settings: MonitorSettings) => string;
  readonly log: Log;
};

/** The monitors that the sample is opened with: two of its months, and two of its service once that answers. Each is made once. */
export function watchSampleMonitors({ workspaces, documents, create, log }: SampleMonitorsParts): () => void {
  const make = (workspace: string, settings: MonitorSettings) => {
    if (documents.read(KEY, Made, {})[workspace]?.includes(settings.name)) return;
    try {
      create(settings);
      documents.change(KEY, Made, {}, (made) => ({ ...made, [workspace]: [...(made[workspace] ?? []), settings.name] }));
    } catch (error) {
      log.warn('a monitor of the sample could not be made', { name: settings.name, text: String(error) });
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const awaitService = async () => {
    const { sample } = workspaces;
    if (!sample) return;
    const { id, connection } = sample.state;
    if (documents.read(KEY, Made, {})[id]?.includes(ANSWERED)) return;
    const { services } = await sample.link().request('services.list', { connection });
    if (!services.some(({ name }) => name === NAME)) return later();
    make(id, live(connection, { name: ASKED, reference: january(connection) }));
    make(id, live(connection, { name: ANSWERED, reference: { kind: 'revision', revision: 1 } }));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void awaitService().catch(later), LOOK_MS);
    timer.unref();
  };
  const look = () => {
    clearTimeout(timer);
    const { sample } = workspaces;
    if (!sample) return;
    const { id, connection } = sample.state;
    make(id, historic(connection, { name: MONTHS, window: 'month', config: driftConfigSchema.parse({ of: { delay: { threshold: DELAY_BY_MONTH } } }) }));
    make(id, historic(connection, { name: WEEKS, window: 'week', config: driftConfigSchema.parse({}) }));
    later();
  };
  look();
  const stop = workspaces.listen(look);
  return () => {
    stop();
    clearTimeout(timer);
  };
}
