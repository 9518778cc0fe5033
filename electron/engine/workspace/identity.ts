import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { storeFailure } from '../../backend/lib/store-failure';
import { AppError, failure } from '../../../shared/models/failure';
import { WorkspaceId } from '../../../shared/models/workspace';
import type { Places } from '../contract';
import { FILES } from './places';
import { writeWhole } from '../../backend/lib/write-whole';

/** Raised when an older Pilothouse could not work with the folder any more. */
const FORMAT = 1;

const Identity = z.object({ format: z.number().int().positive(), id: WorkspaceId, name: z.string().min(1).max(200) });
export type Identity = z.infer<typeof Identity>;

/**
 * Who the workspace is; begun where the folder has none. What cannot be read is left as it is, never begun anew.
 * @throws AppError `local`: `store-newer`, `store-corrupt`, `store-unwritable`
 */
export function identify(places: Places): Identity {
  const path = join(places.hidden, FILES.identity);
  const values = { file: FILES.identity };
  let text: string | null;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw new AppError(storeFailure(error, FILES.identity), { cause: error });
    text = null;
  }
  if (text !== null) {
    const found = read(text);
    if (!found.success) throw new AppError(failure('local', { reason: 'store-corrupt', text: found.error.message, values }));
    if (found.data.format > FORMAT) throw new AppError(failure('local', { reason: 'store-newer', values: { ...values, version: String(found.data.format) } }));
    return found.data;
  }
  const identity = { format: FORMAT, id: randomBytes(8).toString('hex'), name: basename(places.root).slice(0, 200) || 'workspace' };
  try {
    writeWhole(path, `${JSON.stringify(identity)}\n`);
  } catch (error) {
    throw new AppError(storeFailure(error, FILES.identity), { cause: error });
  }
  return identity;
}

function read(text: string) {
  try {
    return Identity.safeParse(JSON.parse(text));
  } catch {
    return Identity.safeParse(null);
  }
}
