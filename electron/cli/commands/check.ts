import type { Integrity } from '../../../shared/models/model';
import type { Backend } from '../../backend/backend';
import type { Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { harmless } from '../text';
import { openWorkspace } from '../workspace';

type Checked = Integrity & { readonly model: string; readonly version: number };

/** `check DIR`: reads the registry's file and every byte of every version again. Anything that is not as it was written ends with 1. */
export async function check(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [dir, ...more] = options.rest;
  if (dir === undefined || more.length > 0) throw new BadInput('check takes a folder: pilothouse check DIR');
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    const { client, connection } = workspace;
    const { faults } = await client.request('models.checkRegistry', { connection });
    const versions: Checked[] = [];
    const { models } = await client.request('models.list', { connection });
    for (const { name: model } of models) {
      const { history } = await client.request('models.get', { connection, model });
      for (const { version } of history) versions.push({ model, version, ...(await client.request('models.verify', { connection, model, version })) });
    }
    const bad = versions.filter(({ state }) => state === 'tampered' || state === 'missing');
    const whole = bad.length === 0 && faults.length === 0;
    if (options.json) process.stdout.write(`${JSON.stringify({ whole, registry: { faults }, versions })}\n`);
    else process.stdout.write(`${textOf(faults, versions, bad)}\n`);
    return whole ? EXIT.done : EXIT.failed;
  } finally {
    await workspace.leave(false);
  }
}

function textOf(faults: readonly string[], versions: readonly Checked[], bad: readonly Checked[]): string {
  const elsewhere = versions.filter(({ state }) => state === 'unchecked');
  return [
    faults.length === 0 ? 'registry   whole' : `registry   damaged: ${faults.join('; ')}`,
    `versions   ${versions.length - bad.length - elsewhere.length} of ${versions.length} whole${elsewhere.length > 0 ? `, ${elsewhere.length} kept elsewhere` : ''}`,
    ...bad.map(({ model, version, state, files }) => `  ${state}  ${model} v${version}: ${files.join(', ')}`),
  ]
    .map(harmless)
    .join('\n');
}
