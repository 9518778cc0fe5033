import { AppError, failure } from '../../../shared/models/failure';
import type { ModelSignature } from '../../../shared/models/model';
import { tensorTypeOf } from '../../../shared/models/tensor-type';
import type { HeldServer, Servers, SupervisedServer, TriedModel, TriedTensor, TryServer } from './contract';
import { readMetadata } from './server/read-metadata';
import { ServerHost, type ServerPort } from './server/server-host';

/** One request to be tried is never worth more. */
const ANSWER_MS = 30_000;
/** What stands for the number of rows, where a signature leaves it open. */
const ROWS = 'rows';

/** Starts servers of the user's to be tried: apart from any service, ended as soon as they were. */
export const tryServer =
  (servers: Servers): TryServer =>
  async (wanted, signal) => {
    signal.throwIfAborted();
    let running: SupervisedServer | undefined;
    let port = 0;
    const asks: ServerPort = {
      start({ server, revision }, service, onNews) {
        const started = servers.start({ ...server, service, revision }, (news) => {
          if (news.state === 'ready') port = news.port;
          onNews(news);
        });
        running = started;
        return () => started.stop();
      },
    };
    const { signature, ...server } = wanted;
    const held = { revision: 1, digest: '', path: '', bytes: 0, signature, server };
    const host = new ServerHost({ service: 'check', held, servers: asks, timeoutMs: () => ANSWER_MS, onState: () => undefined });
    const stopped = () => void host.drain(0);
    signal.addEventListener('abort', stopped, { once: true });
    const close = async () => {
      signal.removeEventListener('abort', stopped);
      await host.drain(0);
    };
    const { state, failure: why, loadMs } = await host.settled();
    if (state !== 'ready') {
      await close();
      signal.throwIfAborted();
      throw new AppError(why ?? failure('local', { reason: 'server-not-ready', values: { seconds: String(server.command.readySeconds) } }));
    }
    const memoryBytes = async () => (await running?.measure())?.memoryBytes ?? null;
    return {
      ...(await describe(server, signature, port)),
      loadMs: loadMs ?? 0,
      grownBytes: (await memoryBytes()) ?? Number.NaN,
      memoryBytes,
      infer: (body) =>
        new Promise((resolve) => {
          host.submit('check', body, null, ([, status, content, , , ms]) =>
            resolve({ status, body: typeof content === 'string' ? content : Buffer.from(content).toString(), ms }),
          );
        }),
      close,
    };
  };

/** What it takes and gives: as the server says, else as it was registered. */
async function describe({ command }: HeldServer, signature: ModelSignature | null, port: number): Promise<Pick<TriedModel, 'inputs' | 'outputs' | 'toldBy'>> {
  const told = command.protocol === 'oip' ? await readMetadata(port, command.model) : null;
  if (told && told.inputs.length > 0) return { ...told, toldBy: 'model' };
  const inputs = signature && tensorsOf('input', signature.inputs);
  return inputs && inputs.length > 0
    ? { inputs, outputs: tensorsOf('output', signature.outputs) ?? [], toldBy: 'signature' }
    : { inputs: [], outputs: [], toldBy: 'nobody' };
}

/** Null where one has a type that the protocol has no word for. */
function tensorsOf(side: 'input' | 'output', fields: ModelSignature['inputs']): TriedTensor[] | null {
  const tensors = fields.flatMap(({ name, type, shape }, place) => {
    const datatype = tensorTypeOf(type.toLowerCase());
    if (datatype === null) return [];
    const open = (size: number, at: number) => (size >= 0 ? size : at === 0 ? ROWS : `${ROWS}.${at}`);
    return [{ name: name ?? `${side}-${place}`, datatype, shape: shape === null ? [ROWS, 1] : shape.map(open) }];
  });
  return tensors.length === fields.length ? tensors : null;
}
