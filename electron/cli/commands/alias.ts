import { modelEntityId } from '../../../shared/models/entity-ids';
import { AliasName } from '../../../shared/models/model';
import type { Backend } from '../../backend/backend';
import type { Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, type Exit } from '../exit';
import { openWorkspace } from '../workspace';
import { carryOut } from './act';
import { versionOf } from './models';

/** What takes an alias off. */
const NONE = 'none';

/** `alias set DIR MODEL ALIAS VERSION`: through a plan, and into the ledger, as in a window. */
export async function alias(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [verb, dir, model, name, wanted, ...more] = options.rest;
  if (verb !== 'set' || dir === undefined || model === undefined || name === undefined || wanted === undefined || more.length > 0)
    throw new BadInput('pilothouse alias set DIR MODEL ALIAS VERSION, where the version may be “none”');
  if (!AliasName.safeParse(name).success)
    throw new BadInput(`“${name}” is no alias: letters, digits, dots, dashes and underscores, not “latest” and not “v” and a number`);
  const version = wanted === NONE ? null : versionOf(wanted);
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    const { client, connection } = workspace;
    const entity = { connection, kind: 'model' as const, id: modelEntityId(model) };
    const { plan } = await client.request('actions.plan', { entity, request: { action: 'set-alias', alias: name, version } });
    return await carryOut(client, plan, options);
  } finally {
    await workspace.leave(false);
  }
}
