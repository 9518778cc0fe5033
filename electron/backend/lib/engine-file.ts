import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_FILE, EngineFile } from '../../../shared/api/engine-process';

/** What the engine of a folder says of itself; it may have died since. Null: nothing that can be read. */
export function readEngineFile(folder: string): EngineFile | null {
  try {
    return EngineFile.safeParse(JSON.parse(readFileSync(join(folder, ENGINE_FILE), 'utf8'))).data ?? null;
  } catch {
    return null; // absent, torn or foreign: there is no engine to be reached by it
  }
}
