// From a kubeconfig to a live table of all Deployments of a large real cluster, against a bare client that lists the same.
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { z } from 'zod';
import { type Bed, startBed } from '../peers/bed';
import { serveBackend, startBackendActor } from './backend-role';
import { interleave, median, report, spread } from './figures';
import { role, serveRole, startRole } from './roles';

const SIZE = { deployments: 1_000, pods: 10_000 };
const RUNS = 15;
const POD_RUNS = 5;
const LIMIT = 1.5;
const PAGE = 500;
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const PODS = '/api/v1/pods';

const Page = z.object({ metadata: z.object({ continue: z.string().optional() }), items: z.array(z.unknown()) });

const ListOrder = z.object({ url: z.string(), dir: z.string(), path: z.string() });

/** Lists in pages over one connection of its own, and parses. */
async function listBare(order: unknown): Promise<number> {
  const { url, dir, path } = ListOrder.parse(order);
  const pki = (name: string) => readFileSync(`${dir}/pki/${name}`);
  const began = performance.now();
  const session = connect(url, { ca: pki('ca.crt'), cert: pki('client-admin.crt'), key: pki('client-admin.key') });
  let token = '';
  do {
    const stream = session.request({ ':path': `${path}?limit=${PAGE}${token && `&continue=${token}`}`, accept: 'application/json' });
    const chunks: Buffer[] = [];
    for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    token = Page.parse(JSON.parse(Buffer.concat(chunks).toString())).metadata.continue ?? '';
  } while (token !== '');
  const took = performance.now() - began;
  session.close();
  return took;
}

/** In a process of its own, as cold as the backend's. */
async function bare({ url, dir }: Bed, path: string): Promise<number> {
  const client = await startRole('bare');
  const tookMs = z.number().parse(await client.ask('list', { url, dir, path }));
  await client.stop();
  return tookMs;
}

async function main(): Promise<void> {
  const bed = await startBed({ nodes: 50 });
  try {
    await bed.seed(SIZE);
    const kubeconfig = readFileSync(bed.kubeconfig('admin'), 'utf8');
    const ours = async () => {
      const backend = await startBackendActor([kubeconfig]);
      const { tookMs } = await backend.connect(SIZE.deployments);
      await backend.stop();
      return tookMs;
    };
    const result = await interleave({ 'bare Deployments': () => bare(bed, DEPLOYMENTS), backend: ours }, { runs: RUNS });
    // By itself: the server has to tidy up after it for a while.
    const pods = await interleave({ bare: () => bare(bed, PODS) }, { runs: POD_RUNS });
    const floor = median(result['bare Deployments']);
    report(`A real cluster of ${SIZE.pods.toLocaleString('en')} pods and ${SIZE.deployments.toLocaleString('en')} Deployments`, [
      {
        what: 'kubeconfig → all Deployments live',
        value: spread(result.backend),
        floor: `${spread(result['bare Deployments'])} bare list`,
        measured: median(result.backend) / floor,
        limit: LIMIT,
      },
      { what: 'bare list of the pods (no screen shows them yet)', value: spread(pods.bare) },
    ]);
  } finally {
    await bed.stop();
  }
}

if (role() === 'backend') serveBackend();
else if (role() === 'bare') serveRole({ list: listBare });
else await main();
