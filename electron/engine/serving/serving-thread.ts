// Entry of the gateway's thread, of each model's, and of those that write payload logs and count. A file of its own, so that the engine starts
// without it; a model's thread brings ONNX Runtime.
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadRole } from './thread-messages';

const role: ThreadRole = workerData;
if (!parentPort) throw new Error('this file is started as a thread');
if (role.role === 'gateway') await (await import('./gateway/gateway-thread')).runGatewayThread(parentPort, role);
else if (role.role === 'payloads') (await import('./payload/payload-thread')).runPayloadThread(parentPort, role);
else if (role.role === 'counts') (await import('./live/counting-thread')).runCountingThread(parentPort);
else await (await import('./model/model-thread')).runModelThread(parentPort, role);
