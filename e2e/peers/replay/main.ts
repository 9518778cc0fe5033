import { z } from 'zod';
import { ReplayFault, WatchInsert } from './faults';
import { startReplayServer } from './replay-server';

// A replay in a process of its own, so that it takes no time from what is measured. Spoken to over Node's IPC channel
// (replay-process.ts), and ends with it; by hand: node --import ./e2e/peers/typescript.mjs e2e/peers/replay/main.ts '{"objects": 20000}'

const Options = z.object({
  objects: z.number().int().nonnegative(),
  seed: z.number().int().optional(),
  pageMax: z.number().int().positive().optional(),
  bookmarkMs: z.number().positive().optional(),
  port: z.number().int().optional(),
  protocol: z.enum(['http2', 'http1', 'plain']).optional(),
  certificate: z.enum(['good', 'expired', 'not-yet-valid', 'wrong-host', 'foreign']).optional(),
});

export const Order = z.discriminatedUnion('do', [
  z.object({ do: z.literal('storm'), eventsPerSecond: z.number().positive(), seconds: z.number().positive() }),
  z.object({ do: z.literal('burst'), events: z.number().int().positive() }),
  z.object({ do: z.literal('fault'), fault: ReplayFault }),
  z.object({ do: z.literal('insert'), insert: WatchInsert }),
  z.object({ do: z.literal('end-watches'), gone: z.boolean() }),
  z.object({ do: z.literal('state') }),
  z.object({ do: z.literal('stats') }),
]);
export type Order = z.infer<typeof Order>;
const Message = z.object({ id: z.number(), order: Order });

/** Optional options that are absent, not undefined. */
const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

const replay = await startReplayServer(defined(Options.parse(JSON.parse(process.argv[2] ?? '{"objects":1000}'))));

function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'storm':
      return replay.storm(order);
    case 'burst':
      return replay.burst(order.events);
    case 'fault':
      return replay.fault(order.fault);
    case 'insert':
      return replay.insert(order.insert);
    case 'end-watches':
      return replay.endWatches({ gone: order.gone });
    case 'state':
      return replay.state();
    case 'stats':
      return replay.stats();
  }
}

if (process.send) {
  const say = process.send.bind(process);
  process.on('message', (raw) => {
    const { id, order } = Message.parse(raw);
    void obey(order).then((result) => say({ id, result: result ?? null }));
  });
  process.on('disconnect', () => process.exit(0));
  say({ port: replay.port, url: replay.url, kubeconfig: replay.kubeconfig });
} else {
  console.log(`Replaying on ${replay.url}. Its kubeconfig:\n${replay.kubeconfig}`);
}
