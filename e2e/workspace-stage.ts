import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SILENT } from '../electron/backend/lib/log';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import { Lineage } from '../electron/engine/lineage/lineage';
import { RunRecords } from '../electron/engine/records/run-records';
import { createRooms, MIGRATIONS, type Rooms } from '../electron/engine/rooms';
import { holdWorkspace } from '../electron/engine/workspace/workspace';
import { onnxModel } from '../resources/sample/onnx-file.mjs';
import { workspaceConnection } from '../shared/models/workspace';

const CALL = { signal: new AbortController().signal };
const MINUTE_MS = 60_000;

export type WorkspaceStage = {
  readonly connection: string;
  /** Newest first. */
  readonly runs: readonly string[];
};
export type StageOptions = {
  readonly runs?: number;
  /** Metrics of the newest run. */
  readonly metrics?: number;
  /** Points of each metric of the newest run. */
  readonly points?: number;
};

/** The same numbers at each start: a picture that differs shows a change. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const CURVES: readonly (readonly [key: string, at: (share: number, lr: number, noise: number) => number])[] = [
  ['train/loss', (share, lr, noise) => 0.31 + 0.37 * Math.exp(-share * (4 + lr * 40)) + noise * 0.02],
  ['valid/loss', (share, lr, noise) => 0.335 + 0.34 * Math.exp(-share * (3.6 + lr * 36)) + noise * 0.008],
  ['valid/auc', (share, lr, noise) => 0.872 - 0.17 * Math.exp(-share * (5 + lr * 20)) + noise * 0.004],
  ['calibration_error', (share, _lr, noise) => 0.0186 + 0.055 * Math.exp(-share * 4) + noise * 0.002],
  ['learning_rate', (share, lr) => (share < 0.05 ? (lr * share) / 0.05 : (lr / 2) * (1 + Math.cos(Math.PI * (share - 0.05))))],
  ['rows_per_second', (share, _lr, noise) => (share < 0.02 ? 9_000 : 20_600) + noise * 900],
];

/** A folder with what a few weeks of work leave: a project, data with one broken rule, runs with their curves, models with aliases. */
export async function stageWorkspace(folder: string, { runs = 60, metrics = CURVES.length, points = 400 }: StageOptions = {}): Promise<WorkspaceStage> {
  writeProject(folder);
  writeData(folder);
  const held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const connection = workspaceConnection(held.identity.id);
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  const artifacts = new ArtifactStore(held.places, held.quota.admit);
  const open = () => createRooms({ workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env, now: Date.now });
  const reading = await open();
  const flights = await registerData(reading, connection, folder);
  await reading.close();
  const made = writeRuns(records, held.registry.write.bind(held.registry), { runs, metrics, points, flights });
  const lineage = new Lineage(held.registry, () => undefined);
  held.registry.write(() => {
    for (const run of made)
      for (const { version } of records.inputsOf(run))
        lineage.add({ from: { kind: 'dataset-version', id: `flights@${version}` }, to: { kind: 'run', id: run }, relation: 'reads', at: Date.now() });
  });
  const models = made.slice(1, 4).toReversed();
  for (const [index, run] of models.entries()) {
    const { digest, bytes } = await artifacts.put(once(smallModel(index)));
    records.addArtifact(run, 'model/model.onnx', digest, bytes);
  }
  records.close();
  const rooms = await open();
  await registerModels(rooms, connection, models);
  await rooms.close();
  held.close();
  return { connection, runs: made };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A model as the sample trains them, of one tree: late in the evening, more so from Chicago. Each version leans another way. */
function smallModel(version: number): Uint8Array {
  const tree = { feature: 0, threshold: 17, left: { value: -0.6 }, right: { feature: 3, threshold: 0.3, left: { value: 0.2 }, right: { value: 0.9 } } };
  const rates = new Map([
    ['ORD', 0.41],
    ['ATL', 0.22],
  ]);
  return onnxModel({ base: -0.4 + version / 10, trees: [tree] }, { origin: rates, destination: rates, otherwise: 0.25 });
}

function writeProject(folder: string): void {
  writeFileSync(
    join(folder, 'MLproject'),
    'name: late-arrivals\nentry_points:\n  main:\n    parameters:\n      data: {type: path, default: data/flights.csv}\n      learning_rate: {type: float, default: 0.05}\n      seconds: {type: float, default: 8}\n      note: string\n    command: "node train.mjs {data} {learning_rate} {seconds} {note}"\n  fail:\n    command: "node fail.mjs"\n',
  );
  writeFileSync(
    join(folder, 'train.mjs'),
    `const [data, rate, seconds, note] = process.argv.slice(2);
const steps = Number(seconds) * 5;
console.log('reading', data, 'with a rate of', rate, 'for', note);
for (let step = 1; step <= steps; step += 1) {
  console.log('step ' + step + '/' + steps + ' loss ' + (0.3 + Math.exp(-step / 9)).toFixed(4));
  if (step === 7) console.error('warning: gradient norm 1.62, clipped to 1.0');
  await new Promise((resolve) => setTimeout(resolve, 200));
}
console.log('done');
`,
  );
  writeFileSync(
    join(folder, 'fail.mjs'),
    "console.log('reading data/flights.csv');\nconsole.error('Traceback: loss is not finite at step 12');\nprocess.exit(3);\n",
  );
}

const CARRIERS = ['AA', 'DL', 'UA', 'WN', 'B6', 'NK'];
const AIRPORTS = ['ATL', 'ORD', 'DFW', 'DEN', 'LAX', 'SFO', 'PHX', 'LAS'];

const FLIGHTS = 'data/flights.csv';

/** The next month: fewer flights that are later, and a column more. */
function writeNextMonth(folder: string): void {
  const random = createRandom(11);
  const [head = '', ...rows] = readFileSync(join(folder, FLIGHTS), 'utf8').split('\n');
  const next = rows.slice(0, 3_400).map((row) => {
    const [date, carrier, origin, distance, delay] = row.split(',');
    return [date, carrier, origin, distance, delay === '' ? '' : Number(delay) + 14, random() < 0.03 ? 'yes' : 'no'].join(',');
  });
  writeFileSync(join(folder, FLIGHTS), [`${head},diverted`, ...next].join('\n'));
}

function writeData(folder: string): void {
  const random = createRandom(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  mkdirSync(join(folder, 'data'), { recursive: true });
  const flights = Array.from({ length: 4_000 }, (_, index) => {
    const delay = Math.round(-8 + (random() + random() + random() - 1.3) * 30 + (random() < 0.06 ? random() * 220 : 0));
    return `${new Date(978_307_200_000 + index * 640_000).toISOString()},${pick(CARRIERS)},${pick(AIRPORTS)},${Math.round(180 + random() * 2_200)},${random() < 0.02 ? '' : delay}`;
  });
  writeFileSync(join(folder, FLIGHTS), ['date,carrier,origin,distance,delay', ...flights].join('\n'));
  writeFileSync(join(folder, 'data/airports.csv'), ['code,city', ...AIRPORTS.map((code) => `${code},City of ${code}`)].join('\n'));
  const weather = Array.from(
    { length: 900 },
    (_, index) => `${pick(AIRPORTS)},${index},${(random() * 40 - 6).toFixed(1)},${index % 211 === 0 ? -40 : (random() * 30).toFixed(1)}`,
  );
  writeFileSync(join(folder, 'data/weather.csv'), ['origin,hour,temperature,wind', ...weather].join('\n'));
}

function writeRuns(
  records: RunRecords,
  write: <T>(work: () => T) => T,
  { runs, metrics, points, flights }: Required<StageOptions> & { readonly flights: Versions },
): string[] {
  const random = createRandom(23);
  const now = Date.now();
  const made: string[] = [];
  for (let index = runs - 1; index >= 0; index -= 1) {
    const lr = [0.1, 0.05, 0.02, 0.01][index % 4] ?? 0.1;
    const startedAt = now - (index + 1) * 47 * MINUTE_MS;
    const [count, length] = index === 0 ? [metrics, points] : [CURVES.length, runs > 1_000 ? 4 : 160];
    made.unshift(
      write(() => {
        const run = records.createRun({
          experiment: '0',
          name: index % 5 === 0 ? `late-arrival-${runs - index}` : null,
          state: 'running',
          origin: 'client',
          entryPoint: index % 3 === 0 ? 'main' : null,
          user: index % 2 === 0 ? 'mona' : 'yusuf',
          startedAt,
          params: { learning_rate: String(lr), depth: String(4 + (index % 3)), seed: '1729', batch_size: '1024', optimizer: index % 4 === 0 ? 'adam' : 'sgd' },
          tags: { team: index % 2 === 0 ? 'arrivals' : 'routes' },
        });
        const all = Array.from({ length: count }, (_, at) => at).flatMap((at) => {
          const [key, curve] = CURVES[at % CURVES.length] ?? ['loss', () => 0];
          const name = at < CURVES.length ? key : `${key}_${Math.floor(at / CURVES.length)}`;
          return Array.from({ length }, (_each, step) => ({
            key: name,
            step: step * 10,
            at: startedAt + step * 900,
            value: at === 3 && step === 40 ? Number.NaN : curve(step / length, lr, random() + random() - 1),
          }));
        });
        records.logPoints(run, all);
        records.addInput(run, {
          name: 'flights',
          digest: index % 6 === 0 ? flights.second : flights.first,
          context: 'train',
          sourceType: 'local',
          source: FLIGHTS,
          schema: null,
          profile: null,
          version: index % 6 === 0 ? flights.second : flights.first,
        });
        records.setState(run, index % 9 === 4 ? 'failed' : index % 13 === 6 ? 'killed' : 'finished', startedAt + length * 900);
        return run;
      }),
    );
  }
  return made;
}

type Versions = { readonly first: string; readonly second: string };

async function registerData({ handlers }: Rooms, connection: string, folder: string): Promise<Versions> {
  const labels = { owner: 'Mona', sensitivity: 'internal', region: 'eu', description: '' };
  const source = (name: string) => ({ path: `data/${name}.csv`, format: 'csv' as const });
  const register = (name: string, checks: Parameters<(typeof handlers)['data.register']>[0]['checks'], description = '') =>
    handlers['data.register']({ connection, name, source: source(name), labels: { ...labels, description }, checks, watched: name === 'flights' }, CALL);
  await register('airports', [{ name: 'code unique', check: { rule: 'unique', columns: ['code'] } }]);
  await register(
    'flights',
    [
      { name: 'delay in range', check: { rule: 'range', column: 'delay', min: -90, max: 1_500 } },
      { name: 'origin known', check: { rule: 'foreign-key', column: 'origin', dataset: 'airports', references: 'code' } },
      { name: 'enough rows', check: { rule: 'row-count', min: 1_000, max: null } },
    ],
    'Arrivals of January 2001, one row per flight.',
  );
  await register('weather', [{ name: 'wind not negative', check: { rule: 'range', column: 'wind', min: 0, max: 80 } }]);
  const { version: first } = await handlers['data.take']({ connection, name: 'flights' }, CALL);
  writeNextMonth(folder);
  const { version: second } = await handlers['data.take']({ connection, name: 'flights' }, CALL);
  return { first, second };
}

async function registerModels({ handlers }: Rooms, connection: string, runs: readonly string[]): Promise<void> {
  for (const run of runs) {
    const { version } = await handlers['models.register']({ connection, model: 'late-arrival', run, path: 'model' }, CALL);
    if (version < 3)
      await handlers['engine.setAlias'](
        {
          model: 'late-arrival',
          alias: 'champion',
          expected: version === 1 ? null : 1,
          version,
          by: 'mona',
          why: version === 1 ? 'the first one' : 'better AUC on February',
          entry: version,
          ledger: null,
        },
        CALL,
      );
    else
      await handlers['engine.setAlias'](
        { model: 'late-arrival', alias: 'candidate', expected: null, version, by: 'yusuf', why: 'to be tried', entry: version, ledger: null },
        CALL,
      );
  }
}
