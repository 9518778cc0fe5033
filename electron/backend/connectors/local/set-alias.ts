import { modelEntityId, modelOfEntity } from '../../../../shared/models/entity-ids';
import { z } from 'zod';
import type { ActionRequest, Check, Effect, ObjectChange } from '../../../../shared/models/action';
import type { RevisionRef } from '../../../../shared/models/delivery';
import type { EntityKey } from '../../../../shared/models/entity';
import { AppError, failure } from '../../../../shared/models/failure';
import { type Model, ModelVersionNumber } from '../../../../shared/models/model';
import { check } from '../../lib/check';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import { type ConnectorAction, type Draft, NOTHING_TO_SEND } from '../contract';
import { type AliasWrite, moveAlias, readModel, verifyVersion } from './client';
import { aliasCommands } from './commands';
import { stateOf, uidOf } from './map';
import { aliasGoal } from './progress';

type AliasRequest = Extract<ActionRequest, { action: 'set-alias' }>;

const WITHIN_MS = 10_000;
const Write = z.strictObject({ model: z.string(), alias: z.string(), expected: ModelVersionNumber.nullable(), version: ModelVersionNumber.nullable() });

/** Puts an alias on a version of a model, moves it, or takes it off. The bytes of the version are read again before anything is promised. */
export const setAlias: ConnectorAction<WorkspaceSession> = {
  async plan(session, key, request, _context, signal) {
    if (request.action !== 'set-alias') throw unsupported(key, request);
    const model = await modelOf(session, key, signal);
    const { alias, version } = request;
    const from = model.aliases.find((each) => each.alias === alias)?.version ?? null;
    const target = {
      connection: key.connection,
      kind: 'model',
      id: modelEntityId(model.name),
      uid: uidOf(model),
      engine: 'local',
      objectKind: 'Model',
      namespace: '',
      name: model.name,
    } as const;
    const checks = [offered(model, request, from), ...(version === null ? [] : await checksOf(session, key.connection, model, version, signal))];
    const base = { ...NOTHING_TO_SEND, target, version: stateOf(model), rights: null, checks };
    // Bytes that changed leave the plan what it was, so that whoever confirms one made before is told of them and of nothing else.
    if (checks.some(({ id, outcome }) => id !== 'bytes-whole' && outcome === 'fail')) return base;
    const write: AliasWrite = { model: model.name, alias, expected: from, version };
    return {
      ...base,
      from: refOf(model.name, from),
      to: refOf(model.name, version),
      effects: effectsOf(request, from),
      commands: aliasCommands(session.target().source, write),
      undo: { action: 'set-alias', alias, version: from },
      writes: [write],
      goal: aliasGoal(alias, version),
      awaited: 'alias',
      withinMs: WITHIN_MS,
    } satisfies Draft;
  },

  /** The registry is asked again: what would stand where, before and after. */
  async preview(session, draft, signal): Promise<readonly ObjectChange[]> {
    const model = await modelOf(session, draft.target, signal);
    return draft.writes.map((raw) => {
      const { alias, version } = Write.parse(raw);
      const after = model.aliases.filter((each) => each.alias !== alias);
      return {
        object: `models:/${model.name}`,
        before: aliasText(model.aliases),
        after: aliasText(version === null ? after : [...after, { alias, version }]),
      };
    });
  },

  async execute(session, draft, note, permit, signal) {
    for (const raw of draft.writes)
      await moveAlias(session, Write.parse(raw), { by: note.who, why: note.reason, entry: permit.intent, ledger: permit.ledger }, signal);
    return { auditIds: [] };
  },
};

async function modelOf(session: WorkspaceSession, { connection, id }: EntityKey, signal: AbortSignal): Promise<Model> {
  const name = modelOfEntity(id);
  const model = name === null ? null : await readModel(session, connection, name, signal);
  if (!model) throw new AppError(failure('not-found', { reason: 'model-unknown', values: { model: name ?? id } }, connection));
  return model;
}

const unsupported = ({ connection }: EntityKey, { action }: ActionRequest) =>
  new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action } }, connection));

/** It stands there already, or nowhere: nothing would change. */
function offered({ name }: Model, { alias, version }: AliasRequest, from: number | null): Check {
  if (version !== from) return check('offered', 'pass');
  const values = { model: name, alias, version: from === null ? '' : String(from) };
  return check('offered', 'fail', values, failure('conflict', { reason: from === null ? 'alias-nowhere' : 'alias-there', values }));
}

async function checksOf(session: WorkspaceSession, connection: string, { name, history }: Model, version: number, signal: AbortSignal): Promise<Check[]> {
  const values = { version: String(version) };
  const found = history.find((each) => each.version === version);
  if (!found)
    return [check('version-known', 'fail', values, failure('not-found', { reason: 'model-version-unknown', values: { model: name, ...values } }, connection))];
  const known = check('version-known', 'pass', values);
  const { state, files } = await verifyVersion(session, connection, name, version, signal);
  if (state === 'whole') return [known, check('bytes-whole', 'pass', values)];
  // Only an address of the version is kept here.
  if (state === 'unchecked') return [known, check('bytes-whole', 'unknown', values)];
  const changed = { model: name, ...values, file: files.join(', ') };
  return [known, check('bytes-whole', 'fail', changed, failure('denied', { reason: 'bytes-changed', values: changed }, connection))];
}

/** A version of a model as what a delivery of it would run. */
const refOf = (model: string, version: number | null): RevisionRef | null =>
  version === null ? null : { key: `v${version}`, number: null, images: [], modelUri: `models:/${model}/${version}` };

function effectsOf({ alias, version }: AliasRequest, from: number | null): Effect[] {
  if (version === null) return [{ id: 'removes-alias', values: { alias, from: String(from) } }];
  if (from === null) return [{ id: 'sets-alias', values: { alias, to: String(version) } }];
  return [{ id: 'moves-alias', values: { alias, from: String(from), to: String(version) } }];
}

const aliasText = (aliases: Model['aliases']): string =>
  aliases
    .toSorted((a, b) => (a.alias < b.alias ? -1 : 1))
    .map(({ alias, version }) => `${alias}: ${version}\n`)
    .join('');
