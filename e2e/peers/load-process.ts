// Callers in a process of their own, so that who is asked has the rest: `load-process.ts`, told by messages.
import { load, type Target } from '../bench/http-load';

export type LoadOrder = { readonly target: Target; readonly connections: number; readonly seconds: number };

process.on('message', (order: LoadOrder) => {
  void load(order.target, order.connections, order.seconds, null).then((told) => process.send?.(told));
});
process.once('disconnect', () => process.exit(0));
