import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { engineApi } from '../../shared/api/engine';
import type { Handlers } from '../../shared/api/verb';
import type { LineageNode } from '../../shared/models/lineage';
import { AppError, failure } from '../../shared/models/failure';
import type { RunState } from '../../shared/models/run';
import type { Champion } from '../../shared/models/stage';
import { workspaceConnection } from '../../shared/models/workspace';
import type { Log } from '../backend/lib/log';
import { ArtifactStore } from './artifacts/artifact-store';
import { Concerns } from './concerns';
import type { Changed, Migrations, RunningTraining } from './contract';
import { DataRoom } from './data/datasets';
import { dataHandlers } from './data/handlers';
import { listQuarantined } from './data/quarantine';
import { MIGRATIONS as DATA } from './data/tables';
import { Lineage, MIGRATIONS as LINEAGE } from './lineage/lineage';
import { EventWriter } from './lineage/open-lineage/event-writer';
import { importHandlers } from './lineage/open-lineage/import-events';
import { lastWords } from './lineage/open-lineage/last-words';
import { modelsHandlers, versionLooks } from './models/handlers';
import { IntegrityCheck } from './models/integrity';
import { ModelRegistry } from './models/model-registry';
import { MIGRATIONS as MODELS } from './models/tables';
import { findServable, findWhole } from './models/servable';
import { listTampered } from './models/tampered';
import { recordsHandlers } from './records/handlers';
import { RunRecords } from './records/run-records';
import { MIGRATIONS as RECORDS } from './records/tables';
import { MIGRATIONS as RELEASES, Services } from './releases/services';
import { serverLog, UserServers } from './servers/user-servers';
import type { Serving, StartServing, TryModel } from './serving/contract';
import { MIGRATIONS as STAGES, Stages } from './stages/stages';
import { startTracking, type Tracking, type TrackingOptions } from './tracking/tracking-server';
import type { ShippedNode } from './training/node-host';
import { MIGRATIONS as TRAINING, Training } from './training/training';
import type { KeptSettings } from './workspace/kept-settings';
import type { HeldWorkspace } from './workspace/workspace';

/** Tables of every room, in the order in which they are made. */
export const MIGRATIONS: readonly Migrations[] = [LINEAGE, RECORDS, MODELS, DATA, TRAINING, RELEASES, STAGES];

export type RoomOptions = {
  readonly workspace: HeldWorkspace;
  readonly changed: Changed;
  /** Of the tracking address; null: where it was last, else any. */
  readonly port: number | null;
  readonly shippedNode: ShippedNode | null;
  /** Brings the gateway of services up; absent where none can be. */
  readonly startServing?: StartServing;
  /** Loads a model to be checked; absent where none can be. */
  readonly tryModel?: TryModel;
  /** Of Pilothouse, for what is told to others. */
  readonly version?: string;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => number;
};

type Own = 'engine.facts' | 'engine.usage' | 'engine.settings' | 'engine.change' | 'engine.removeWritten' | 'engine.leave' | 'changes.watch';

/** The rooms of an open workspace. */
export interface Rooms {
  readonly handlers: Handlers<Omit<typeof engineApi, Own>>;
  readonly training: RunningTraining;
  readonly services: Pick<Services, 'count' | 'facts'>;
  readonly trackingUri: string | null;
  /** It is queued or trains. */
  isActive(run: string): boolean;
  close(): Promise<void>;
}

/** Builds every room in order, by plain arguments. */
export async function createRooms({
  workspace,
  changed: tell,
  port,
  shippedNode,
  log,
  env,
  now,
  version = '0',
  startServing,
  tryModel,
}: RoomOptions): Promise<Rooms> {
  const { places, registry, settings, tokens, quota } = workspace;
  const changed: Changed = (topic, id) => {
    tell(topic, id);
    concerns.note(topic);
  };
  // Remember
  const artifacts = new ArtifactStore(places, quota.admit);
  const lineage = new Lineage(registry, changed);
  const records = new RunRecords({ registry, changed, now });
  const models = new ModelRegistry({ registry, artifacts, records, facts: lineage, changed, now });
  const integrity = new IntegrityCheck({ store: models.store, artifacts, changed, now });
  const data = new DataRoom({ places, registry, facts: lineage, records, changed, log, now });
  const concerns = new Concerns([
    { topic: 'datasets', list: () => listQuarantined(data.store) },
    { topic: 'models', list: () => listTampered(models.store) },
  ]);
  lineage.describe('run', runLooks(records));
  lineage.describe('model-version', versionLooks(models));

  // Train
  const user = userInfo().username;
  const tracking = await listenWhere(port, settings, log, { registry, records, artifacts, models, tokens, admit: quota.admit, user, log, now });
  let gateway: string | null = null; // it comes up with the first service, long after the first run may have begun
  const training = new Training({
    registry,
    places,
    artifacts,
    records,
    datasets: data,
    facts: lineage,
    tokens,
    trackingUri: () => tracking.uri,
    serving: () => (gateway === null ? null : { uri: gateway, token: tokens.serving.token }),
    admit: quota.admit,
    changed,
    settings,
    experimentOf: (run) => records.find(run)?.experiment.toString() ?? null,
    env,
    shippedNode,
    log,
    now,
  });
  const namespace = workspaceConnection(workspace.identity.id);
  const events = new EventWriter({
    registry,
    lineage,
    records,
    findRun(run) {
      const found = records.find(run);
      return found && { ...found, experiment: records.experiments.find(found.experiment)?.name ?? String(found.experiment) };
    },
    errorOf: (run) => lastWords(training.more(run)),
    folder: join(places.hidden, 'openlineage'),
    version,
    namespace,
    log,
    now,
  });
  await training.open();
  data.start();

  // Serve
  const servable = findServable({ store: models.store, artifacts, integrity });
  const servers = new UserServers({ places, env, log, now });
  void servers.sweep();
  const services = new Services({
    registry,
    artifacts,
    findServable: servable,
    findWhole: findWhole({ store: models.store, integrity }),
    logOf: (service, revision, lines) => serverLog(places, service, revision, lines),
    facts: lineage,
    async startServing(awaited) {
      const told = { tokens: [tokens.hash, tokens.serving.hash], payloads: join(places.hidden, 'payloads'), awaited, servers };
      const serving = await serveWhere(startServing, settings, told, log);
      gateway = serving.uri;
      return serving;
    },
    changed,
    log,
    now,
  });
  if (startServing) services.open();
  const stages = new Stages({
    registry,
    artifacts,
    places,
    findServable: servable,
    tryModel,
    signatureOf: (model, number) => models.store.version(model, number).signature,
    championOf: (model, service) => championOf(models, services, model, service),
    needVersion: (model, number) => void models.store.version(model, number),
    changed,
    user,
    log,
    now,
  });

  return {
    handlers: {
      ...lineage.handlers,
      ...importHandlers({ places, registry, lineage, namespace, isOurRun: (run) => records.find(run) !== null }),
      ...recordsHandlers({
        records,
        artifacts,
        more: (run) => training.more(run),
        registered: (run) => models.store.versionsOfRun(run).map((row) => ({ name: row.model, version: String(row.version), path: row.path })),
      }),
      ...modelsHandlers({ models, integrity, records, checkRegistry: () => registry.check(), user }),
      ...dataHandlers({ data, readersOf: (name, taken) => readersOf(lineage, records, `${name}@${taken}`) }),
      ...training.handlers,
      ...services.handlers,
      ...stages.handlers,
      ...concerns.handlers,
      'engine.setAlias': (move) => ({ at: models.setAlias({ ...move, through: 'plan' }) }),
    },
    training,
    services,
    trackingUri: tracking.uri,
    isActive: (run) => training.isActive(run) || isUnderWay(records.stateOf(run)),
    async close() {
      concerns.close();
      await stages.close();
      await services.close();
      training.close();
      await tracking.close();
      events.close();
      await data.close();
      integrity.close();
      records.close();
    },
  };
}

/**
 * At the port that was asked for, or nowhere. Unasked, where it was last, which is what runs know that outlived an engine; or at any.
 * @throws AppError `local` `port-taken`
 */
async function listenWhere(asked: number | null, settings: KeptSettings, log: Log, options: Omit<TrackingOptions, 'port'>): Promise<Tracking> {
  const wanted = asked ?? settings.port ?? 0;
  try {
    const tracking = await startTracking({ ...options, port: wanted });
    settings.keepPort(tracking.port);
    return tracking;
  } catch (error) {
    if (asked !== null || wanted === 0)
      throw new AppError(failure('local', { reason: 'port-taken', text: String(error), values: { port: String(wanted) } }), { cause: error });
    log.warn('the tracking address is not where it was', { port: wanted, text: String(error) });
    const tracking = await startTracking({ ...options, port: 0 });
    settings.keepPort(tracking.port);
    return tracking;
  }
}

/** What a candidate is held against: what is stable in the service that is named, or in the only one of the model; else what the alias `champion` stands on. */
function championOf({ store }: ModelRegistry, services: Services, model: string, named: string | null): Champion | null {
  const [only, ...others] = services.servicesOf(model);
  const service = named ?? (others.length === 0 ? only : undefined);
  if (service !== undefined) {
    const stable = services.stableOf(service);
    if (stable.model !== model) throw new AppError(failure('conflict', { reason: 'service-other-model', values: { service, model: stable.model } }));
    return { version: stable.version, from: 'service', service };
  }
  const alias = store.aliases(model).find((each) => each.alias === CHAMPION);
  return alias ? { version: alias.version, from: 'alias', service: null } : null;
}
const CHAMPION = 'champion';

/** Where it was last, which is what callers know; or at any. */
async function serveWhere(
  start: StartServing | undefined,
  settings: KeptSettings,
  told: Omit<Parameters<StartServing>[0], 'port'>,
  log: Log,
): Promise<Serving> {
  if (!start) throw new AppError(failure('unsupported', { text: 'no gateway can be brought up here' }));
  const at = (port: number | null) => start({ port, ...told });
  const serving = await at(settings.servingPort).catch((error: unknown) => {
    if (settings.servingPort === null) throw error;
    log.warn('the gateway is not where it was', { port: settings.servingPort, text: String(error) });
    return at(null);
  });
  settings.keepServingPort(Number(new URL(serving.uri).port));
  return serving;
}

const isUnderWay = (state: RunState | null): boolean => state === 'queued' || state === 'running';

function readersOf(lineage: Lineage, records: RunRecords, id: string) {
  const runs = lineage.factsOf({ kind: 'dataset-version', id }).flatMap(({ relation, to }) => (relation === 'reads' && to.kind === 'run' ? [to.id] : []));
  return runs.map((run) => ({ run, name: records.find(run)?.name ?? run }));
}

const LOOKS: Readonly<Record<RunState, LineageNode['state']>> = { queued: 'busy', running: 'busy', finished: 'good', failed: 'bad', killed: 'bad' };

/** How runs look in a graph of lineage. */
const runLooks = (records: RunRecords) => (ids: readonly string[]) =>
  new Map(
    ids.flatMap((id) => {
      const found = records.find(id);
      return found ? [[id, { title: found.name, detail: found.entryPoint ?? '', at: found.startedAt, state: LOOKS[found.state] }] as const] : [];
    }),
  );
