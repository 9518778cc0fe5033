// A packaged app serves a version of a model: it answers over HTTP, with ONNX Runtime as it lies in the package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandFor } from './command.mjs';

const ASKED = 20;
/** As the sample's models take it. */
const BODY = JSON.stringify({
  inputs: [
    ...['hour', 'weekday', 'distance'].map((name) => ({ name, shape: [1, 1], datatype: 'FP32', data: [20] })),
    ...['origin', 'destination'].map((name) => ({ name, shape: [1, 1], datatype: 'BYTES', data: ['ORD'] })),
  ],
});

/** As any client of the gateway. @returns what must be said alike by every answer */
async function infer(address, token) {
  const answer = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: BODY });
  const text = await answer.text();
  const { model_version: revision, outputs = [] } = answer.status === 200 ? JSON.parse(text) : {};
  const [late, not] = outputs.find(({ name }) => name === 'probability')?.data ?? [];
  if (answer.status !== 200 || revision !== '1' || !(Math.abs(late + not - 1) < 1e-4))
    throw new Error(`The app answers a request with ${answer.status}: ${text.slice(0, 1_000)}`);
  return outputs.map(({ data }) => data).join(' ');
}

/**
 * @param {import('../desktop/identity.mjs').Identity} identity who has the app open
 * @param {{folder: string, model: string}} of the workspace that is open, and its only model, of one version
 */
export async function tryServing(identity, { folder, model }) {
  const run = commandFor(identity);
  run(0, 'start', model, '--workspace', folder, '--model-uri', `models:/${model}/1`, '--yes');
  const hidden = join(folder, '.pilothouse');
  const connection = `local-${JSON.parse(readFileSync(join(hidden, 'workspace.json'), 'utf8')).id}`;
  const { uri } = run(0, 'request', 'services.list', JSON.stringify({ connection }), '--workspace', folder);
  const token = readFileSync(join(hidden, 'tracking-token'), 'utf8').trim();
  const answers = new Set();
  for (let n = 0; n < ASKED; n++) answers.add(await infer(`${uri}/v2/models/${model}/infer`, token));
  if (answers.size !== 1) throw new Error(`The app answers the same request in several ways: ${[...answers].join(' and ')}`);
  // An app that is left while a service is asked asks what becomes of it, and waits for somebody.
  run(0, 'remove', model, '--workspace', folder, '--reason', 'it was a trial', '--yes');
}
