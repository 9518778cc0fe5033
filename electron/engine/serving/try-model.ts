import { AppError, failure } from '../../../shared/models/failure';
import type { TriedModel, TryModel } from './contract';
import { ModelHost } from './gateway/model-host';
import { THREAD_ENTRY } from './thread-entry';

/** Needed by all that are loading to be tried. */
const loading = { bytes: 0 };

/** Loads a model in a thread of its own. @throws AppError: why it cannot be loaded */
export const tryModel: TryModel = async (file) => {
  await import('onnxruntime-node'); // this thread holds the native library, as it stays (see serving.ts)
  const before = process.memoryUsage.rss();
  const host = new ModelHost({ service: 'check', held: { revision: 1, signature: null, ...file }, entry: THREAD_ENTRY, onState: () => undefined, loading });
  const { state, failure: why, loadMs } = await host.settled();
  const { spec } = host;
  if (state !== 'ready' || !spec) {
    await host.drain();
    throw new AppError(why ?? failure('invalid', { reason: 'model-not-loaded' }));
  }
  return {
    inputs: spec.inputs,
    outputs: spec.outputs,
    toldBy: 'model',
    loadMs: loadMs ?? 0,
    grownBytes: Math.max(0, process.memoryUsage.rss() - before),
    infer: (body) =>
      new Promise((resolve) => {
        host.submit('check', body, null, ([, status, content, , , ms]) =>
          resolve({ status, body: typeof content === 'string' ? content : Buffer.from(content).toString(), ms }),
        );
      }),
    close: () => host.drain(),
  } satisfies TriedModel;
};
