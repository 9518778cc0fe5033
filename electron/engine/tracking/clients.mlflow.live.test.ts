import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type MlflowAddress,
  type MlflowGeneration,
  type RunningPeer,
  runMlflowScript,
  startMlflowServer,
  startTrackingProcess,
} from '../../../e2e/peers/mlflow';

const START_MS = 120_000;
const Said = z.object({ ids: z.record(z.string(), z.string()) }).catchall(z.unknown());

let folder: string;
let ours: RunningPeer;
let theirs: RunningPeer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clients-'));
  [ours, theirs] = await Promise.all([startTrackingProcess(folder), startMlflowServer()]);
}, START_MS);
afterAll(async () => {
  await Promise.all([ours.stop(), theirs.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const Read = z.record(z.string(), z.unknown());

/** What the client read back, with what no two servers have in common told by its name. */
async function said(generation: MlflowGeneration, address: MlflowAddress): Promise<Record<string, unknown>> {
  const { ids, ...rest } = Said.parse(await runMlflowScript(generation, 'client.py', address, [`irises-${generation}`]));
  const { experiment, ...long } = ids;
  let text = JSON.stringify(rest);
  for (const [name, id] of Object.entries(long)) text = text.replaceAll(id, `<${name}>`);
  // A small number of an experiment stands in other places too.
  text = text
    .replaceAll(`mlflow-artifacts:/${experiment}`, 'mlflow-artifacts:/<experiment>')
    .replaceAll(`"experiment_id":"${experiment}"`, '"experiment_id":"<experiment>"');
  return Read.parse(JSON.parse(text));
}

test.each<MlflowGeneration>(['2', '3'])(
  'a scikit-learn run of the MLflow %s client, with inputs, artifacts, a registered model and an alias, reads the same here and from the real server',
  async (generation) => {
    const [here, there] = await Promise.all([said(generation, ours), said(generation, theirs)]);
    expect(here).toEqual(there);
    expect(here['loads']).toBe(true);
  },
  START_MS,
);
