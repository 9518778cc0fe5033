import type { MessagePort } from 'node:worker_threads';
import { AppError } from '../../../../shared/models/failure';
import { errorBody, ProtocolError } from '../protocol/protocol-error';
import { readRequest } from '../protocol/read-request';
import { writeResponse } from '../protocol/write-response';
import type { Done, FromModel, Job, ThreadRole, ToModel } from '../thread-messages';
import { loadFailure } from './load-failure';
import { MicroBatch, type Runs } from './micro-batch';
import { OnnxModel } from './onnx-model';
import { warmUp } from './warm-up';

/** Answers of quick models go in one message; those of a slow one do not wait for the ones behind. */
const GATHER_MS = 0.5;
const TEXT_MAX = 1_000;

type Role = Extract<ThreadRole, { role: 'model' }>;

/** Loads one model, then answers for it. Bodies are read and written here too, so that the gateway's thread has little to do. */
export async function runModelThread(port: MessagePort, role: Role): Promise<void> {
  const say = (message: FromModel) => port.postMessage(message);
  const started = performance.now();
  let model: OnnxModel;
  try {
    model = await OnnxModel.load(role.path, role.threads);
  } catch (error) {
    say({ type: 'failed', failure: error instanceof AppError ? error.failure : loadFailure(error) });
    return port.close();
  }
  const loadMs = performance.now() - started;
  await warmUp(model.spec, (body) => answer(model, role, [0, 'practice', body, null]));
  const batch = new MicroBatch(model);
  const runs: Runs = { spec: model.spec, run: (request) => batch.run(request) };
  port.on('message', (message: ToModel) => {
    if ('end' in message) port.close();
    else if ('batching' in message) void batch.set(message.batching).then((batches) => batches && say({ type: 'batches', batches }));
    else void answerAll(message, (job) => answer(runs, role, job), port);
  });
  say({ type: 'ready', spec: model.spec, loadMs });
}

async function answerAll(jobs: readonly Job[], run: (job: Job) => Promise<Done>, port: MessagePort): Promise<void> {
  let done: Done[] = [];
  let since = performance.now();
  const flush = () => {
    if (done.length === 0) return;
    const bytes = done.flatMap(([, , content]) => (typeof content === 'string' || !(content.buffer instanceof ArrayBuffer) ? [] : [content.buffer]));
    port.postMessage({ type: 'done', done } satisfies FromModel, bytes);
    done = [];
  };
  await Promise.all(
    jobs.map(async (job) => {
      const one = await run(job); // `done` may be another list by now
      done.push(one);
      const now = performance.now();
      if (now - since < GATHER_MS) return;
      flush();
      since = now;
    }),
  );
  flush();
}

async function answer(model: Runs, { service, revision }: Role, [number, ownId, content, head]: Job): Promise<Done> {
  const started = performance.now();
  let id = ownId;
  try {
    const request = readRequest({ content, head }, model.spec);
    id = request.id ?? ownId;
    const outputs = await model.run(request);
    const written = writeResponse({ service, revision, id, outputs });
    return [number, 200, written.content, written.head, id, performance.now() - started];
  } catch (error) {
    const [status, text] = error instanceof ProtocolError ? [error.status, error.message] : [500, `The model failed: ${textOf(error)}`];
    return [number, status, errorBody(text), null, id, performance.now() - started];
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, TEXT_MAX);
