import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { engineApi } from '../../shared/api/engine';
import type { Handlers } from '../../shared/api/verb';
import type { LineageNode } from '../../shared/models/lineage';
import type { RunState } from '../../shared/models/run';
import { workspaceConnection } from '../../shared/models/workspace';
import type { Log } from '../backend/lib/log';
import { MIGRATIONS as ADDRESS, OuterAddress } from './address/address';
import { Seal } from '../backend/lib/seal';
import { ArtifactStore } from './artifacts/artifact-store';
import { championOf, championsOf } from './champions';
import { Comparisons } from './comparison/comparison';
import { worseOf } from './comparison/worse';
import { Concerns } from './concerns';
import type { Changed, Migrations, RunningTraining } from './contract';
import { DataRoom } from './data/datasets';
import { dataHandlers } from './data/handlers';
import { listQuarantined } from './data/quarantine';
import { MIGRATIONS as DATA } from './data/tables';
import { listenWhere, serveWhere } from './kept-ports';
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
import type { StartServing, TryModel } from './serving/contract';
import { payloadHandlers } from './serving/payload/free-payloads';
import { tryServer } from './serving/try-server';
import { MIGRATIONS as STAGES, Stages } from './stages/stages';
import type { ShippedNode } from './training/node-host';
import { MIGRATIONS as TRAINING, Training } from './training/training';
import { namedPaths } from './workspace/named-paths';
import { HIDDEN } from './workspace/places';
import { PAYLOADS } from './workspace/usage';
import type { HeldWorkspace } from './workspace/workspace';

/** Tables of every room, in the order in which they are made. */
export const MIGRATIONS: readonly Migrations[] = [LINEAGE, RECORDS, MODELS, DATA, TRAINING, RELEASES, STAGES, ADDRESS];

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
  /** So long the benchmark of a release check goes on taking turns. */
  readonly turnsMs?: number;
  /** What secrets are sealed with; absent: a file in the workspace. */
  readonly sealFile?: string;
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
  turnsMs,
  sealFile,
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
    { topic: 'services', list: () => services.gaps() },
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
  const whole = findWhole({ store: models.store, integrity });
  const services = new Services({
    registry,
    artifacts,
    findServable: servable,
    findWhole: whole,
    logOf: (service, revision, lines) => serverLog(places, service, revision, lines),
    facts: lineage,
    worse: async (service) => worseOf(await comparisons.of(service)),
    async startServing(awaited) {
      const told = { tokens: [tokens.hash, tokens.serving.hash], payloads: join(places.hidden, PAYLOADS), awaited, servers };
      const serving = await serveWhere(startServing, settings, told, log);
      gateway = serving.uri;
      return serving;
    },
    changed,
    log,
    now,
  });
  if (startServing) services.open();
  const comparisons = new Comparisons({
    service: services.view,
    figures: services.figures,
    signatureOf: (model, number) => models.store.findVersion(model, number)?.signature ?? null,
    payloads: join(places.hidden, 'payloads'),
    job: (work) => data.reading(work),
    log,
    now,
  });
  const address = new OuterAddress({
    registry,
    folder: places.hidden,
    seal: new Seal(sealFile ?? join(places.hidden, 'seal-key')),
    gateway: () => services.gateway(),
    changed,
    log,
    now,
  });
  if (startServing) address.open();
  const stages = new Stages({
    registry,
    artifacts,
    places,
    readData: (work) => data.reading(work),
    findServable: servable,
    findWhole: whole,
    tryModel,
    // One that dies while it is tried is not started again.
    tryServer: tryServer(new UserServers({ places, env, log, now, againMs: [], keepsLogs: false })),
    registered: (model, number) => models.store.version(model, number),
    championsOf: (model) => championsOf(models, services, model),
    championOf: (model, asked) => championOf(models, services, model, asked),
    turnsMs,
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
      'services.compare': async ({ service }) => ({ comparison: await comparisons.of(service) }),
      ...payloadHandlers({
        folder: join(places.hidden, PAYLOADS),
        below: `${HIDDEN}/${PAYLOADS}`,
        isServed: services.has,
        named: () => namedPaths(registry),
        freed: async (service) => {
          await Promise.all([quota.forget(), services.recountPayloads(service).catch(() => undefined)]); // a gateway that is away counts when it is back
          changed('services', service);
        },
        now,
      }),
      ...address.handlers,
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
      await address.close();
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
