// An app without a window that acts on one service, until it is told otherwise or killed: `acting-services.js DATA FOLDER`.
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBackend } from '../../../electron/backend/backend';
import { SILENT } from '../../../electron/backend/lib/log';
import { createEngineForker } from '../../../electron/cli/engine-forker';
import { createClient } from '../../../shared/api/client';
import type { ActionRequest, ActionRun } from '../../../shared/models/action';
import { failureOf } from '../../../shared/models/failure';
import type { LedgerRow } from '../../../shared/models/ledger-entry';
import type { Service } from '../../../shared/models/service';
import { seededRandom } from '../replay/random';
import { type FromActor, type Intent, ToActor } from './actor-messages';
import { EVERY_STEP, MODEL_NAME, SERVICE_NAME, VERSIONS } from './serving-script';

const PAGE = 500;
const NAP_MS = 20;
/** What is waited for by then is told, and waited for further. */
const LATE_MS = 30_000;
const [dataFolder = '', folder = ''] = process.argv.slice(2);
const owner = randomUUID();
const engines = createEngineForker({ by: 'a test of kills', owner, port: null, sealFile: join(dataFolder, 'seal-key') });
const backend = createBackend({
  startEngine: engines.start,
  owner,
  rememberWorkspaces: false,
  dataFolder,
  log: SILENT,
  env: { KUBECONFIG: '' },
  homeFolder: dataFolder,
});
await backend.workspaces.openFolder(folder);
const client = createClient(backend.connect());
const { connection } = backend.workspaces.need().state;
const entity = { connection, kind: 'delivery' as const, id: `local/${SERVICE_NAME}` };
const tell = (message: FromActor) => process.send?.(message);

let runs: readonly ActionRun[] = [];
client.watch(
  'actions.watch',
  {},
  (event) => (runs = event.runs),
  () => undefined,
);

async function execute(request: ActionRequest): Promise<ActionRun | null> {
  const { plan } = await client.request('actions.plan', { entity, request });
  if (!plan.verdict.allowed) return null;
  return (await client.request('actions.execute', { planId: plan.id, digest: plan.digest, reason: 'a trial', ticket: '', typedName: '' })).run;
}

const readService = (): Promise<Service | null> =>
  client.request('services.get', { connection, service: SERVICE_NAME }).catch((error: unknown) => {
    if (failureOf(error).detail.reason === 'service-unknown') return null;
    throw error;
  });

function choose(service: Service | null, random: () => number): ActionRequest | null {
  const any = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const start: ActionRequest = { action: 'start', images: [], modelUri: `models:/${MODEL_NAME}/${any(VERSIONS) ?? 1}`, release: EVERY_STEP };
  if (!service) return start;
  const offer = any(service.offers);
  if (offer === 'start') return start;
  if (offer === 'roll-back') return { action: offer, revision: `r${any(service.revisions)?.number ?? 1}` };
  return offer === 'pause' ||
    offer === 'resume' ||
    offer === 'promote' ||
    offer === 'promote-full' ||
    offer === 'abort' ||
    offer === 'retry' ||
    offer === 'restore'
    ? { action: offer }
    : null;
}

let isResting = true;
let acting: Promise<void> = Promise.resolve();
async function actOn(random: () => number): Promise<void> {
  for (;;) {
    if (isResting) return;
    try {
      const request = choose(await readService(), random);
      const run = request && (await execute(request));
      // Sometimes the next comes before the one before is seen to be done.
      if (run && random() < 0.7) await untilEnded(run.intent, () => isResting);
    } catch (error) {
      const { code, detail } = failureOf(error);
      if (code === 'bug') tell({ type: 'fault', text: `${detail.text}` });
    }
    await sleep(NAP_MS);
  }
}

async function untilEnded(intent: number, isOver = () => false): Promise<string> {
  for (;;) {
    const run = runs.find((each) => each.intent === intent);
    if ((run && run.endedAt !== null) || isOver()) return run?.phase ?? 'unknown';
    await sleep(NAP_MS);
  }
}

async function everyRow(): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (;;) {
    const page = await client.request('ledger.list', { filter: { kinds: ['intent', 'outcome'] }, before: rows.at(-1)?.seq ?? null, limit: PAGE });
    rows.push(...page.rows);
    if (page.rows.length < PAGE) return rows.toReversed();
  }
}

async function report(): Promise<void> {
  isResting = true;
  const late = setTimeout(() => tell({ type: 'fault', text: `not settled: ${JSON.stringify(runs.filter(({ endedAt }) => endedAt === null))}` }), LATE_MS);
  await acting;
  let rows = await everyRow();
  const isOpen = () => rows.filter(({ kind }) => kind === 'intent').length > rows.filter(({ kind }) => kind === 'outcome').length;
  for (; isOpen(); rows = await everyRow()) await sleep(NAP_MS);
  clearTimeout(late);
  const outcomes = rows.filter(({ kind }) => kind === 'outcome');
  const intents = rows
    .filter(({ kind }) => kind === 'intent')
    .map(({ seq, verb }): Intent => {
      const own = outcomes.filter(({ intent }) => intent === seq);
      return { seq, verb: verb ?? '', phase: own[0]?.phase ?? null, outcomes: own.length };
    });
  tell({ type: 'report', ledger: (await client.request('ledger.verify', {})).state, intents });
}

process.on('message', (raw) => {
  const message = ToActor.parse(raw);
  const failed = (error: unknown) => tell({ type: 'fault', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  if (message.type === 'act') {
    isResting = false;
    acting = actOn(seededRandom(message.seed));
  } else if (message.type === 'report') report().catch(failed);
  else
    execute(message.request)
      .then(async (run) => tell({ type: 'ended', phase: run ? await untilEnded(run.intent) : 'refused' }))
      .catch(failed);
});
process.once('disconnect', () => process.exit(0));
async function end(): Promise<void> {
  const { open } = backend.workspaces.state;
  // One that outlived an app before this one is nobody's child.
  if (open?.attached) await backend.workspaces.need().link().request('engine.leave', { stopRuns: true });
  await backend.workspaces.close(true);
  await engines.whenEnded();
}
process.once('SIGTERM', () => {
  void end().finally(() => {
    backend.close();
    process.exit(0);
  });
});
process.stdout.write('up\n');
