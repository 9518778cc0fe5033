import { RunRecords } from '../electron/engine/records/run-records';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import type { Rooms } from '../electron/engine/rooms';
import type { HeldWorkspace } from '../electron/engine/workspace/workspace';

const CALL = { signal: new AbortController().signal };

/** A version of a model that some run logged, with these files below `model/`. */
export async function registerModel(
  { held, rooms, connection }: { readonly held: HeldWorkspace; readonly rooms: Rooms; readonly connection: string },
  model: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<number> {
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  const artifacts = new ArtifactStore(held.places);
  const made = { experiment: '0', name: null, state: 'running', origin: 'client', entryPoint: null, user: null, startedAt: 1, params: {}, tags: {} } as const;
  const run = records.createRun(made);
  for (const [path, content] of Object.entries(files)) {
    const { digest, bytes } = await artifacts.put(once(typeof content === 'string' ? Buffer.from(content) : content));
    records.addArtifact(run, `model/${path}`, digest, bytes);
  }
  records.setState(run, 'finished', 2);
  records.close();
  return (await rooms.handlers['models.register']({ connection, model, run, path: 'model' }, CALL)).version;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
