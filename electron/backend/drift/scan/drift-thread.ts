// Entry of the thread that reads and counts: whoever asks for it stays free to answer others.
import { type MessagePort, parentPort } from 'node:worker_threads';
import { failureOf } from '../../../../shared/models/failure';
import { type FromThread, perform, type ToThread } from './thread-tasks';

if (!parentPort) throw new Error('this file is started as a thread');
serve(parentPort);

/** Progress is told no more often. */
const TOLD_EVERY_MS = 100;

function serve(port: MessagePort): void {
  const stops = new Map<number, AbortController>();
  let isEnding = false;
  const say = (message: FromThread) => port.postMessage(message);
  port.on('message', (message: ToThread) => {
    if (message.type === 'stop') stops.get(message.id)?.abort();
    else if (message.type === 'end') end();
    else void answer(message);
  });
  function end(): void {
    isEnding = true;
    for (const stop of stops.values()) stop.abort();
    if (stops.size === 0) port.close();
  }
  async function answer(message: Extract<ToThread, { type: 'do' }>): Promise<void> {
    const { id } = message;
    const stop = new AbortController();
    stops.set(id, stop);
    let toldAt = 0;
    const onProgress = (progress: Extract<FromThread, { type: 'progress' }>['progress']) => {
      if (performance.now() - toldAt < TOLD_EVERY_MS) return;
      toldAt = performance.now();
      say({ type: 'progress', id, progress });
    };
    try {
      say({ type: 'done', id, answer: await perform(message, { signal: stop.signal, onProgress }) });
    } catch (error) {
      say({ type: 'failed', id, failure: failureOf(error) });
    } finally {
      stops.delete(id);
      if (isEnding && stops.size === 0) port.close();
    }
  }
}
