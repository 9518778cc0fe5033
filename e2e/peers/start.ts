// `npm run peers`: a Kubernetes cluster for a person to point Pilothouse at.
import { parseArgs } from 'node:util';
import { type BedUser, startBed } from './bed';
import { startMetricServer } from './metric-server';
import { populate, release, WORKLOADS } from './populate';
import { populateRollouts, ROLLOUTS } from './populate-rollouts';
import { startRollouts } from './rollouts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    port: { type: 'string' },
    nodes: { type: 'string' },
    seed: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const HELP = `npm run peers -- [--dir FOLDER] [--port FIRST] [--nodes N] [--seed DEPLOYMENTS,PODS] [--quiet]
  --dir    keep the cluster here, and go on with it next time; without it all is forgotten at the end
  --seed   many more Deployments, for example 1000,10000 (about two minutes)
  --quiet  without a release every 20 s`;
const RELEASE_EVERY_MS = 20_000;
const SAID: Record<Exclude<BedUser, 'viewer-token' | 'team-a-token'>, string> = {
  admin: 'may do everything',
  viewer: 'may read everything',
  operator: 'may read everything, and promote',
  'team-a': 'knows only the namespace team-a, and may not list namespaces',
  nobody: 'may do nothing',
};

const wholeNumber = (name: string, text: string | undefined) => {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a whole number, not ${text}`);
  return Number(text);
};

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  const [port, nodes] = [wholeNumber('port', values.port), wholeNumber('nodes', values.nodes)];
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const bed = await startBed({ ...(values.dir && { dir: values.dir }), ...(port !== undefined && { port }), nodes: nodes ?? 5 });
  console.log(`Kubernetes answers at ${bed.url}. It is being filled …`);
  const [rollouts, metrics] = await Promise.all([startRollouts(bed), startMetricServer()]);
  await Promise.race([stopped, fill()]);
  console.log(`\n${WORKLOADS.length} Deployments and ${ROLLOUTS.length} Rollouts are there. Connect with one of these:\n`);
  for (const user of Object.keys(SAID) as (keyof typeof SAID)[]) console.log(`  KUBECONFIG=${bed.kubeconfig(user)}   (${SAID[user]})`);
  console.log('\nCtrl-C ends it.');
  const timer = values.quiet ? undefined : keepReleasing();
  await stopped;
  clearInterval(timer);
  await rollouts.stop();
  await Promise.all([bed.stop(), metrics.stop()]);

  async function fill() {
    await populate(bed);
    await populateRollouts(bed, rollouts, metrics);
    const [deployments, pods] = values.seed?.split(',').map((part) => wholeNumber('seed', part)) ?? [];
    if (deployments !== undefined) await bed.seed({ deployments, pods: pods ?? deployments });
  }

  function keepReleasing() {
    const steady = WORKLOADS.filter(({ standing }) => standing === 'stable');
    let turn = 0;
    return setInterval(() => {
      const { name } = steady[turn % steady.length] ?? { name: '' };
      const tag = `1.${++turn}.0`;
      release(bed, name, tag).then(
        () => console.log(`${name} ${tag} is rolling out`),
        (error: unknown) => console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`),
      );
    }, RELEASE_EVERY_MS);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
