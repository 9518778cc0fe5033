// The stages of `npm test`. Each runs whatever the ones before it found; the last line sums up.
import { chownSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { loud, tool } from './commands.mjs';
import { startDisplay } from './desktop/display.mjs';
import { testIdentity } from './desktop/identity.mjs';
import { environment, openWindowed } from './desktop/windowed.mjs';
import { check } from './lint.mjs';
import { bedFolder, mlflowFolder, NO_PYTHON } from './peers.mjs';
import { ensurePrograms } from './setup/libraries.mjs';
import { isRoot, onPath, root } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { playwrightCounts, vitestCounts } from './tests/reports.mjs';
import { closingLine, summary } from './tests/summary.mjs';

const results = join(root, 'test-results');
/** What the pictures in e2e/pictures were taken with; every other runtime draws letters a little differently. */
const PICTURED = { platform: 'linux', version: '33.2.1' };

/** What e2e/lone-network/enter.sh calls; those journeys need the test cluster. */
const NETWORK_PROGRAMS = { ip: 'iproute2', unshare: 'util-linux', setpriv: 'util-linux' };

const withBed = (env, bed, mlflow) => ({ ...env, ...(bed && { PILOTHOUSE_BED: bed }), ...(mlflow && { PILOTHOUSE_MLFLOW: mlflow }) });

/** The folder of results for the user that the journeys run as; what another user left there cannot be overwritten and goes. */
function handOver({ uid = 0, gid = 0 }) {
  if (!isRoot) return;
  if (statSync(results).uid !== uid) rmSync(results, { recursive: true });
  mkdirSync(results, { recursive: true });
  chownSync(results, uid, gid);
}

/** Where a runner of ours leaves its report: apart for each run, so that two at a time do not read each other's. */
function reportFile(name) {
  mkdirSync(results, { recursive: true });
  const file = join(results, `${name}-${process.pid}.json`);
  process.once('exit', () => rmSync(file, { force: true }));
  return file;
}

async function vitest(name, env, rest) {
  const report = reportFile(name);
  const code = await loud(tool('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...rest), env);
  return vitestCounts(report, code);
}

const unit = ({ runtime, rest = [] }) => vitest('unit', environment(runtime), rest);
const live = ({ runtime, rest = [], bed, mlflow }) => vitest('live', { ...withBed(environment(runtime), bed, mlflow), PILOTHOUSE_LIVE: '1' }, rest);

/** Journeys run two at a time where a second virtual display can be had; it ends with `close`, and at the latest with us. */
async function secondDisplay({ home, spawn }) {
  if (process.platform !== 'linux' || !onPath('Xvfb')) return { env: {}, close() {} };
  const { env, stop } = await startDisplay({ folder: home, ...spawn });
  return { env: { PILOTHOUSE_SECOND_DISPLAY: env.DISPLAY, PILOTHOUSE_SECOND_XAUTHORITY: env.XAUTHORITY }, close: stop };
}

async function journeys({ runtime, rest = [], bed, mlflow }) {
  const pictured = process.platform === PICTURED.platform && runtime.version === PICTURED.version;
  if (bed) ensurePrograms(NETWORK_PROGRAMS);
  await ensureBuilt();
  const identity = testIdentity({ writesTree: rest.some((option) => /^(-u|--update-snapshots)/.test(option)) });
  const report = reportFile('journeys');
  handOver(identity.spawn);
  const display = await secondDisplay(identity);
  const env = {
    ...withBed(environment(runtime), bed, mlflow),
    ...display.env,
    PILOTHOUSE_REPORT: report,
    PILOTHOUSE_PICTURES: pictured ? 'compare' : 'ignore',
  };
  const { ended } = await openWindowed(identity, tool('@playwright/test/cli.js', 'test', ...rest), env);
  const counts = playwrightCounts(report, await ended.finally(display.close));
  if (!pictured) counts.notes.push(`pictures not compared: they were taken with Electron ${PICTURED.version} on ${PICTURED.platform}`);
  return counts;
}

/** A stage that cannot even start is a failed stage, not the end of the run. */
async function stage(name, work) {
  console.log(`\n── ${name}`);
  try {
    return { name, ...(await work()) };
  } catch (error) {
    say(error.message);
    return { name, passed: 0, failed: 1, notes: [error.message.split('\n')[0]] };
  }
}

/** @returns {Promise<{bed?: string, stages: object[]}>} the test cluster; in CI one that cannot be had is a failure */
async function findBed() {
  if (!process.env.CI) return { bed: await bedFolder({ build: false }), stages: [] };
  const building = await stage('test cluster', async () => ({ passed: 1, failed: 0, bed: await bedFolder({ build: true }) }));
  return { bed: building.bed, stages: [building] };
}

/** @returns {Promise<{mlflow?: string, stages: object[], leftOut: string[]}>} the real MLflow; in CI one that cannot be had is a failure, but where there is no Python */
async function findMlflow() {
  if (!process.env.CI) {
    const mlflow = await mlflowFolder({ build: false });
    return {
      mlflow,
      stages: [],
      leftOut: mlflow ? [] : ['Left out: the tests with the real MLflow. “npm run peers -- --build” sets it up once (it needs Python 3).'],
    };
  }
  const building = await stage('MLflow', async () => ({ passed: 1, failed: 0, mlflow: await mlflowFolder({ build: true }) }));
  return building.mlflow || building.failed > 0 ? { mlflow: building.mlflow, stages: [building], leftOut: [] } : { stages: [], leftOut: [NO_PYTHON] };
}

function exitCode(stages, leftOut = []) {
  console.log(summary(stages, leftOut));
  console.log(closingLine(stages));
  return stages.every(({ passed, failed }) => failed === 0 && passed > 0) ? 0 : 1;
}

async function test({ runtime, rest }) {
  const stages = [await stage('types, lint and format', check), await stage('unit tests', () => unit({ runtime }))];
  const { bed, stages: building } = await findBed();
  const { mlflow, stages: installing, leftOut: without } = await findMlflow();
  stages.push(...building, ...installing);
  if (bed) stages.push(await stage('live tests against a real cluster', () => live({ runtime, bed, mlflow })));
  stages.push(await stage('journeys in the real app', () => journeys({ runtime, bed, mlflow, rest })));
  const leftOut =
    bed || process.env.CI
      ? without
      : [
          ...without,
          'Left out: the tests against a real Kubernetes control plane. “npm run peers -- --build” builds it once (it needs Go), then “npm test” has them.',
        ];
  return exitCode(stages, leftOut);
}

/** One stage alone, for work on it: `rest` goes to its test runner. */
const alone =
  (name, run, { build }) =>
  async (options) => {
    const [bed, mlflow] = [await bedFolder({ build }), await mlflowFolder({ build })];
    return exitCode([await stage(name, () => run({ ...options, bed, mlflow }))], mlflow || !build ? [] : [NO_PYTHON]);
  };

/** All of it again with long-running and randomised tests switched on. */
async function soak({ runtime, rest }) {
  process.env.PILOTHOUSE_SOAK = '1';
  const [bed, mlflow] = [await bedFolder({ build: true }), await mlflowFolder({ build: true })];
  const stages = [
    await stage('unit tests, soaked', () => unit({ runtime, rest })),
    await stage('live tests, soaked', () => live({ runtime, rest, bed, mlflow })),
    await stage('journeys, soaked', () => journeys({ runtime, rest, bed, mlflow })),
  ];
  return exitCode(stages);
}

export const tasks = {
  test,
  soak,
  'test:unit': async (options) => exitCode([await stage('unit tests', () => unit(options))]),
  'test:live': alone('live tests against a real cluster', live, { build: true }),
  'test:e2e': alone('journeys in the real app', journeys, { build: false }),
};
