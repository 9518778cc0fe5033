import { SILENT } from '../electron/backend/lib/log';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import { RunRecords } from '../electron/engine/records/run-records';
import { createRooms, MIGRATIONS, type Rooms } from '../electron/engine/rooms';
import { type HeldWorkspace, holdWorkspace } from '../electron/engine/workspace/workspace';
import { workspaceConnection } from '../shared/models/workspace';

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

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder that is a workspace, with one version of a model for each ONNX file or folder of files. @returns its connection */
export async function stageModels(folder: string, model: string, versions: readonly (Uint8Array | Files)[]): Promise<string> {
  const held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const connection = workspaceConnection(held.identity.id);
  const rooms = await createRooms({ workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env, now: Date.now });
  for (const files of versions) await registerModel({ held, rooms, connection }, model, files instanceof Uint8Array ? { 'model.onnx': files } : files);
  await rooms.close();
  held.close();
  return connection;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
