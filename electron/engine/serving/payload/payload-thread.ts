import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { FromPayloads, ThreadRole, ToPayloads } from '../thread-messages';
import { FLUSH_MS, ServiceLog } from './service-log';

const TICK_MS = 1_000;
const BOUND_MS = 600_000;
/** Tests write sooner: most of their time they would wait for a file. */
const flushMs = Number(process.env['PILOTHOUSE_PAYLOAD_FLUSH_MS'] ?? FLUSH_MS);

type Role = Extract<ThreadRole, { role: 'payloads' }>;

/** Writes what the gateway's thread hands over. */
export function runPayloadThread(port: MessagePort, { folder }: Role): void {
  const logs = new Map<string, ServiceLog>();
  const say = (message: FromPayloads) => port.postMessage(message);
  const each = (work: (log: ServiceLog) => Promise<void>) => Promise.all([...logs.values()].map(work));
  const timers = [setInterval(() => void each((log) => log.tick()), TICK_MS), setInterval(() => void each((log) => log.bound()), BOUND_MS)];
  port.on('message', (message: ToPayloads) => {
    if (message.type === 'rows') logs.get(message.service)?.add(message.rows);
    else if (message.type === 'keep') {
      const { service, settings } = message;
      let log = logs.get(service);
      if (log) log.set(settings);
      else {
        const told: ConstructorParameters<typeof ServiceLog>[0]['told'] = (state, bytes) => say({ type: 'state', service, state, bytes });
        log = new ServiceLog({ service, folder: join(folder, service), settings, now: Date.now, told, flushMs });
        logs.set(service, log);
      }
      void log.bound();
    } else {
      for (const timer of timers) clearInterval(timer);
      void each((log) => log.close()).then(() => {
        say({ type: 'closed' });
        port.close();
      });
    }
  });
}
