import type { z } from 'zod';
import { type Model, type ModelRow, ModelVersionNumber, type ModelVersion } from '../../../shared/models/model';
import type { Backend } from '../../backend/backend';
import type { Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { harmless, table } from '../text';
import { type OpenedWorkspace, openWorkspace } from '../workspace';

type Answer = { readonly document: object; readonly text: string; readonly exit: Exit };

const USE = 'models DIR [list | versions MODEL | show MODEL VERSION | verify MODEL VERSION]';
/** How many words follow each. */
const VERBS: Readonly<Record<string, number>> = { list: 0, versions: 1, show: 2, verify: 2 };

/** Models of a workspace: listed, shown, and their bytes read again. Bytes that changed are no success. */
export async function models(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [dir, verb = 'list', ...rest] = options.rest;
  if (dir === undefined) throw new BadInput(`models takes a folder: pilothouse ${USE}`);
  if (VERBS[verb] === undefined) throw new BadInput(`models knows list, versions, show and verify, not “${verb}”`);
  if (rest.length !== VERBS[verb]) throw new BadInput(`pilothouse ${USE}`);
  const [model = '', version] = rest;
  const number = version === undefined ? 0 : versionOf(version);
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    const { document, text, exit } = await answer(workspace, verb, model, number);
    const shown = options.json ? JSON.stringify(document) : text;
    if (shown !== '') process.stdout.write(`${shown}\n`);
    return exit;
  } finally {
    await workspace.leave(false);
  }
}

/** @throws BadInput */
export function versionOf(text: string): number {
  const number = ModelVersionNumber.safeParse(Number(text.replace(/^v/, '')));
  if (!number.success) throw new BadInput(`a version is a number, not “${text}”`);
  return number.data;
}

async function answer({ client, connection }: OpenedWorkspace, verb: string, model: string, version: number): Promise<Answer> {
  if (verb === 'list') {
    const { models: rows } = await client.request('models.list', { connection });
    return { document: { models: rows }, text: listText(rows), exit: EXIT.done };
  }
  if (verb === 'versions') {
    const found = await client.request('models.get', { connection, model });
    return { document: found, text: versionsText(found), exit: EXIT.done };
  }
  if (verb === 'verify') {
    const integrity = await client.request('models.verify', { connection, model, version });
    const text = [`${model} v${version}  ${integrity.state}`, ...integrity.files.map((file) => `  ${file}`)].map(harmless).join('\n');
    return { document: { model, version, ...integrity }, text, exit: integrity.state === 'whole' ? EXIT.done : EXIT.failed };
  }
  const found = await client.request('models.version', { connection, model, version });
  return { document: found, text: versionText(found), exit: EXIT.done };
}

const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

function listText(rows: readonly z.infer<typeof ModelRow>[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map(({ name, latest, versions, aliases, integrity, updatedAt }) => [
    name,
    latest === null ? '' : `v${latest}`,
    String(versions),
    integrity,
    aliases.map(({ alias, version }) => `${alias}=v${version}`).join(' '),
    time(updatedAt),
  ]);
  return table([['MODEL', 'LATEST', 'VERSIONS', 'INTEGRITY', 'ALIASES', 'CHANGED'], ...cells]);
}

function versionsText({ history }: Model): string {
  const cells = history.map(({ version, aliases, integrity, run, bytes, createdAt }) => [
    `v${version}`,
    aliases.join(' '),
    integrity.state,
    run ?? '',
    bytes === null ? '' : String(bytes),
    time(createdAt),
  ]);
  return table([['VERSION', 'ALIASES', 'INTEGRITY', 'RUN', 'BYTES', 'CREATED'], ...cells]);
}

function versionText({ model, version, aliases, integrity, digest, source, run, commit, datasets, metrics, files }: ModelVersion): string {
  const lines = [
    `${model} v${version}  ${integrity.state}  ${aliases.join(' ')}`.trimEnd(),
    `SHA-256 ${digest ?? 'not kept here'}`,
    `source  ${source}`,
    ...(run === null ? [] : [`run     ${run}`]),
    ...(commit === null ? [] : [`commit  ${commit}`]),
    ...datasets.map(({ name, digest: of }) => `data    ${name} ${of}`),
    ...Object.entries(metrics).map(([key, value]) => `metric  ${key} = ${value}`),
    ...files.map(({ path, bytes }) => `file    ${path} (${bytes} bytes)`),
  ];
  return lines.map(harmless).join('\n');
}
