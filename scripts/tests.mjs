// The stages of `npm test`. Each runs whatever the ones before it found; the last line sums up.
import { chownSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { loud, tool } from './commands.mjs';
import { startDisplay } from './desktop/display.mjs';
import { testIdentity } from './desktop/identity.mjs';
import { environment, openWindowed } from './desktop/windowed.mjs';
import { check } from './lint.mjs';
import { bedFolder, NO_PYTHON, pythonPeers } from './peers.mjs';
import { ensurePrograms } from './setup/libraries.mjs';
import { isRoot, onPath, root } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { parsed, playwrightCounts, vitestCounts } from './tests/reports.mjs';
import { closingLine, summary } from './tests/summary.mjs';

const results = join(root, 'test-results');
/** What the pictures in e2e/pictures were taken with; every other runtime draws letters a little differently. */
const PICTURED = { platform: 'linux', version: '33.2.1' };

/** What e2e/lone-network/enter.sh calls; those journeys need the test cluster. */
const NETWORK_PROGRAMS = { ip: 'iproute2', unshare: 'util-linux', setpriv: 'util-linux' };

const withBed = (env, bed, python) => ({ ...env, ...(bed && { PILOTHOUSE_BED: bed }), ...python });

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
  const [report, more] = [reportFile(name), reportFile(`${name}-more`)];
  const reporters = ['default', 'json', './scripts/tests/more-errors.mjs'].map((each) => `--reporter=${each}`);
  const command = tool('vitest/vitest.mjs', 'run', ...reporters, `--outputFile.json=${report}`, ...rest);
  const code = await loud(command, { ...env, PILOTHOUSE_MORE_ERRORS: more });
  return vitestCounts(report, code, parsed(more));
}

/** Engines of tests are those of the build where there is one: of a whole run, starting them from sources is a quarter. */
const unit = ({ runtime, rest = [], isBuilt = false }) => vitest('unit', { ...environment(runtime), ...(isBuilt && { PILOTHOUSE_BUILT: '1' }) }, rest);
/** Journeys need it in any case; where it fails their stage says why. */
const hasBuild = () =>
  ensureBuilt().then(
    () => true,
    () => false,
  );
const live = ({ runtime, rest = [], bed, python }) => vitest('live', { ...withBed(environment(runtime), bed, python), PILOTHOUSE_LIVE: '1' }, rest);

/** Much of a journey is waiting, for a cluster or for a silence: more of them than cores. */
const JOURNEYS_AT_ONCE = 3;

/** Journeys run beside each other where each can have a virtual display of its own; these end with `close`, and at the latest with us. */
async function moreDisplays({ home, spawn }) {
  if (process.platform !== 'linux' || !onPath('Xvfb')) return { env: {}, close() {} };
  const started = await Promise.all(Array.from({ length: JOURNEYS_AT_ONCE - 1 }, () => startDisplay({ folder: home, ...spawn })));
  return {
    env: { PILOTHOUSE_MORE_DISPLAYS: JSON.stringify(started.map(({ env }) => env)) },
    close() {
      for (const { stop } of started) stop();
    },
  };
}

async function journeys({ runtime, rest = [], bed, python }) {
  const pictured = process.platform === PICTURED.platform && runtime.version === PICTURED.version;
  if (bed) ensurePrograms(NETWORK_PROGRAMS);
  await ensureBuilt();
  const identity = testIdentity({ writesTree: rest.some((option) => /^(-u|--update-snapshots)/.test(option)) });
  const report = reportFile('journeys');
  handOver(identity.spawn);
  const displays = await moreDisplays(identity);
  const env = {
    ...withBed(environment(runtime), bed, python),
    ...displays.env,
    PILOTHOUSE_REPORT: report,
    PILOTHOUSE_PICTURES: pictured ? 'compare' : 'ignore',
  };
  const { ended } = await openWindowed(identity, tool('@playwright/test/cli.js', 'test', ...rest), env);
  const counts = playwrightCounts(report, await ended.finally(displays.close));
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

/** @returns {Promise<{python: object, stages: object[], leftOut: string[]}>} the real MLflow and those that measure drift too; in CI what cannot be had is a failure, but where there is no Python */
async function findPythonPeers() {
  if (!process.env.CI) {
    const { env, isWhole } = await pythonPeers({ build: false });
    return {
      python: env,
      stages: [],
      leftOut: isWhole ? [] : ['Left out: tests with the real MLflow, or with Evidently. “npm run peers -- --build” sets them up once (it needs Python 3).'],
    };
  }
  const building = await stage('MLflow and Evidently', async () => ({ passed: 1, failed: 0, ...(await pythonPeers({ build: true })) }));
  return building.isWhole || building.failed > 0 ? { python: building.env, stages: [building], leftOut: [] } : { python: {}, stages: [], leftOut: [NO_PYTHON] };
}

function exitCode(stages, leftOut = []) {
  console.log(summary(stages, leftOut));
  console.log(closingLine(stages));
  return stages.every(({ passed, failed }) => failed === 0 && passed > 0) ? 0 : 1;
}

async function test({ runtime, rest }) {
  const stages = [await stage('types, lint and format', check), await stage('unit tests', async () => unit({ runtime, isBuilt: await hasBuild() }))];
  const { bed, stages: building } = await findBed();
  const { python, stages: installing, leftOut: without } = await findPythonPeers();
  stages.push(...building, ...installing);
  if (bed) stages.push(await stage('live tests against a real cluster', () => live({ runtime, bed, python })));
  stages.push(await stage('journeys in the real app', () => journeys({ runtime, bed, python, rest })));
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
    const [bed, { env, isWhole }] = [await bedFolder({ build }), await pythonPeers({ build })];
    return exitCode([await stage(name, () => run({ ...options, bed, python: env }))], isWhole || !build ? [] : [NO_PYTHON]);
  };

/** All of it again with long-running and randomised tests switched on. */
async function soak({ runtime, rest }) {
  process.env.PILOTHOUSE_SOAK = '1';
  const [bed, { env: python }] = [await bedFolder({ build: true }), await pythonPeers({ build: true })];
  const stages = [
    await stage('unit tests, soaked', () => unit({ runtime, rest })),
    await stage('live tests, soaked', () => live({ runtime, rest, bed, python })),
    await stage('journeys, soaked', () => journeys({ runtime, rest, bed, python })),
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
