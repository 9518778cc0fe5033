/** Steps of a training run, and what each logs. */
export const STEPS = 40;
export const lossOf = (step: number): number => 1 / (step + 1);
export const timeOf = (step: number): number => 1_700_000_000_000 + step;

export const PROJECT = `name: killed
entry_points:
  main:
    command: "node train.cjs"
`;

/**
 * Says a line, logs a point as a client would, which tries again while nobody answers, and notes what was acknowledged. A third of them leave a
 * process behind that is deaf and has a session of its own.
 */
export const TRAIN = `
const fs = require('node:fs');
const { MLFLOW_RUN_ID: run, MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: token } = process.env;
fs.appendFileSync('ran-' + run, 'x');
if (process.pid % 3 === 0) {
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  require('node:child_process').spawn(process.execPath, ['-e', deaf], { detached: true, stdio: 'ignore' }).unref();
}
async function log(step) {
  const body = JSON.stringify({ run_id: run, metrics: [{ key: 'loss', value: 1 / (step + 1), timestamp: ${timeOf(0)} + step, step }] });
  const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' };
  for (const until = Date.now() + 20000; ; ) {
    try {
      const answer = await fetch(uri + '/api/2.0/mlflow/runs/log-batch', { method: 'POST', headers, body });
      if (answer.ok) return;
      throw new Error(await answer.text());
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
(async () => {
  for (let step = 0; step < ${STEPS}; step++) {
    console.log('line ' + step);
    await log(step);
    fs.appendFileSync('logged-' + run, step + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
})();
`;
