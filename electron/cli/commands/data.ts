import type { z } from 'zod';
import type { Client } from '../../../shared/api/client';
import type { CheckResult, Dataset, DatasetRow, DatasetVersion } from '../../../shared/models/dataset';
import { AppError, failure } from '../../../shared/models/failure';
import type { Backend } from '../../backend/backend';
import type { Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { failureText, harmless, table } from '../text';
import { openWorkspace } from '../workspace';

type Where = { readonly client: Client; readonly connection: string };
type Answer = { readonly document: object; readonly text: string; readonly exit: Exit };

const USE = 'data DIR [list | register NAME SOURCE | show NAME [VERSION] | take NAME | check NAME [VERSION]]';
const NO_LABELS = { owner: '', sensitivity: '', region: '', description: '' };

/** Datasets of a workspace: listed, registered, shown, taken as versions, checked again. What is quarantined is no success, so that a pipeline stops there. */
export async function data(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [dir, verb = 'list', name, last, ...more] = options.rest;
  if (dir === undefined || more.length > 0) throw new BadInput(`data takes a folder: pilothouse ${USE}`);
  if (!['list', 'register', 'show', 'take', 'check'].includes(verb)) throw new BadInput(`data knows list, register, show, take and check, not “${verb}”`);
  if ((name === undefined) !== (verb === 'list'))
    throw new BadInput(verb === 'list' ? 'data list takes no dataset' : `data ${verb} takes the name of a dataset`);
  if (last === undefined && verb === 'register') throw new BadInput('data register takes a name and a source: a file, a folder or a glob of the workspace');
  if (last !== undefined && verb === 'take') throw new BadInput('data take makes the version itself: it takes no other');
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    const { document, text, exit } = await answer(workspace, verb, name, last);
    process.stdout.write(`${options.json ? JSON.stringify(document) : text}\n`);
    return exit;
  } finally {
    await workspace.leave(false);
  }
}

async function answer(where: Where, verb: string, name: string | undefined, last: string | undefined): Promise<Answer> {
  const { client, connection } = where;
  if (name === undefined) {
    const { datasets } = await client.request('data.list', { connection });
    return { document: { datasets }, text: listText(datasets), exit: EXIT.done };
  }
  if (verb === 'register') {
    const { source } = await client.request('data.peek', { connection, source: { path: last ?? '' } });
    await client.request('data.register', { connection, name, source, labels: NO_LABELS, checks: [], watched: false });
  }
  if (verb === 'take' || verb === 'register') {
    const taken = await client.request('data.take', { connection, name });
    const found = await client.request('data.version', { connection, name, version: taken.version });
    const text = `${taken.version}  ${taken.isNew ? 'new' : 'as it was'}\n${versionText(found)}`;
    return { document: { name, ...taken, state: found.state, checks: found.checks }, text, exit: exitOf(found.checks) };
  }
  const dataset = await client.request('data.get', { connection, name });
  const wanted = last ?? dataset.latest;
  if (verb === 'check') {
    if (wanted === null) throw new AppError(dataset.failure ?? failure('not-found', { reason: 'data-none', values: { file: dataset.source.path } }));
    const { checks } = await client.request('data.recheck', { connection, name, version: wanted });
    return { document: { name, version: wanted, checks }, text: checksText(checks), exit: exitOf(checks) };
  }
  const found = wanted === null ? null : await client.request('data.version', { connection, name, version: wanted });
  const text = [datasetText(dataset), ...(found ? [versionText(found), profileText(found)] : [])].join('\n');
  return { document: { ...dataset, version: found }, text, exit: EXIT.done };
}

const exitOf = (checks: readonly CheckResult[]): Exit => (checks.every(({ outcome }) => outcome === 'passed') ? EXIT.done : EXIT.failed);
const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
const number = (value: number | null): string => (value === null ? '' : String(value));

function listText(datasets: readonly z.infer<typeof DatasetRow>[]): string {
  const cells = datasets.map(({ name, state, latest, rows, bytes, at, failedChecks, checks, source }) => [
    name,
    state,
    latest ?? '',
    number(rows),
    number(bytes),
    time(at),
    `${checks - failedChecks}/${checks}`,
    source.path,
  ]);
  return table([['DATASET', 'STATE', 'VERSION', 'ROWS', 'BYTES', 'SINCE', 'CHECKS', 'SOURCE'], ...cells]);
}

function datasetText({ name, state, source, history, failure: reason }: z.infer<typeof Dataset>): string {
  const versions = history.map((each) => [`  v${each.number}`, each.id, each.state, number(each.rows), time(each.at), each.producedBy ?? '']);
  return [harmless(`${name}  ${state}  ${source.path} (${source.format})`), ...(reason ? [failureText(reason)] : []), table(versions)].join('\n');
}

function versionText({ id, digest, state, rows, bytes, files, checks, failure: reason }: z.infer<typeof DatasetVersion>): string {
  const said = `${id}  ${state}  ${number(rows)} rows, ${bytes} bytes in ${files} ${files === 1 ? 'file' : 'files'}, SHA-256 ${digest}`;
  return [said, ...(reason ? [failureText(reason)] : []), ...(checks.length > 0 ? [checksText(checks)] : [])].join('\n');
}

const checksText = (checks: readonly CheckResult[]): string =>
  table(
    checks.map(({ name, check, outcome, failing, failure: why }) => [
      `  ${outcome}`,
      name,
      check.rule,
      failing ? `${failing} rows` : '',
      why ? failureText(why) : '',
    ]),
  );

function profileText({ columns }: z.infer<typeof DatasetVersion>): string {
  const about = (exact: boolean) => (exact ? '' : '~');
  const cells = columns.map(({ name, type, nulls, distinct, distinctExact, min, max, mean }) => [
    `  ${name}`,
    type,
    String(nulls),
    `${about(distinctExact)}${distinct}`,
    String(min ?? ''),
    String(max ?? ''),
    mean === null ? '' : String(Number(mean.toPrecision(6))),
  ]);
  return table([['  COLUMN', 'TYPE', 'NULLS', 'DISTINCT', 'MIN', 'MAX', 'MEAN'], ...cells]);
}
