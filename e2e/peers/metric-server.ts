import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers the analyses of Argo Rollouts (provider `web`) with what a test has set. */
export interface MetricServer {
  /** Address of a metric, for an AnalysisTemplate. */
  url(metric: string): string;
  /** What is measured from now on; undefined answers 404, which is an error of measurement. */
  set(metric: string, value: number | undefined): void;
  /** How often it was measured. */
  asked(metric: string): number;
  stop(): Promise<void>;
}

export async function startMetricServer(): Promise<MetricServer> {
  const values = new Map<string, number>();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const metric = decodeURIComponent((request.url ?? '/').slice(1));
    counts.set(metric, (counts.get(metric) ?? 0) + 1);
    const value = values.get(metric);
    response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(value === undefined ? {} : { value }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a server that listens on TCP has one
  return {
    url: (metric) => `http://127.0.0.1:${port}/${encodeURIComponent(metric)}`,
    set(metric, value) {
      if (value === undefined) values.delete(metric);
      else values.set(metric, value);
    },
    asked: (metric) => counts.get(metric) ?? 0,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
