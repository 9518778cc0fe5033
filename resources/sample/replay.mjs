// Sends the flights of later months to a service, as a client would, and writes behind them whether they were late. Needs nothing but Node.
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { hourOf, readFlights, weekdayOf } from './flights.mjs';
import { ArmScores } from './arm-scores.mjs';
import { logMetrics } from './tracking.mjs';

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    service: { type: 'string', default: 'late-arrival' },
    rate: { type: 'string', default: '20' },
    'label-seconds': { type: 'string', default: '20' },
    'late-minutes': { type: 'string', default: '15' },
    labels: { type: 'string' },
  },
});
const rate = Number(values.rate);
if (!(rate > 0 && rate <= 5_000)) throw new Error(`the rate is requests a second, above 0 and at most 5000, and not ${values.rate}`);
const labelMs = 1_000 * Number(values['label-seconds']);
const lateMinutes = Number(values['late-minutes']);

const uri = process.env.PILOTHOUSE_SERVING_URI;
const token = process.env.PILOTHOUSE_SERVING_TOKEN;
if (!uri) throw new Error('nothing is served: PILOTHOUSE_SERVING_URI is not set. Start a service of the model, and then the replay.');
const address = `${uri}/v2/models/${encodeURIComponent(values.service)}/infer`;
const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };

/** As many requests are on their way at once, at most; a service that is slower gets fewer a second. */
const UNDER_WAY_MAX = 64;
const TURN_MS = 20;
const TELL_MS = 5_000;
/** Labels come together, so that what is watched there is not another file each second. */
const LABELS_MS = 30_000;
const TIMEOUT_MS = 15_000;

const flights = files.flatMap(readFlights);
const own = (process.env.MLFLOW_RUN_ID ?? 'replay').slice(0, 8);
const arms = new ArmScores();
/** What was answered and not yet found out: when it will be, and what was said. */
const awaited = [];
const count = { sent: 0, answered: 0, errors: 0, underWay: 0, labels: 0 };
let lastError = '';

function bodyOf({ time, distance, origin, destination }, id) {
  const tensor = (name, datatype, value) => ({ name, datatype, shape: [1, 1], data: [value] });
  return JSON.stringify({
    id,
    inputs: [
      tensor('hour', 'FP32', hourOf(time)),
      tensor('weekday', 'FP32', weekdayOf(time)),
      tensor('distance', 'FP32', distance),
      tensor('origin', 'BYTES', origin),
      tensor('destination', 'BYTES', destination),
    ],
  });
}

async function send(flight) {
  const id = `${own}-${++count.sent}`;
  count.underWay += 1;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(address, { method: 'POST', headers: { ...headers, 'x-request-id': id }, body: bodyOf(flight, id), signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 300)}`);
    const { outputs } = JSON.parse(text);
    const of = (name) => outputs.find((output) => output.name === name).data.flat(Infinity);
    const answer = { id, revision: response.headers.get('x-pilothouse-revision') ?? 'any', probability: of('probability')[1], said: Number(of('late')[0]) };
    count.answered += 1;
    arms.answered(answer);
    awaited.push({ ...answer, at: Date.now() + labelMs, late: flight.delay >= lateMinutes ? 1 : 0 });
  } catch (error) {
    count.errors += 1;
    const why = String(error.cause ?? error);
    if (why !== lastError) console.error(`request ${id}: ${why}`);
    lastError = why;
  } finally {
    count.underWay -= 1;
  }
}

/** Appends what has been found out by now, in one piece. */
function writeLabels(now) {
  let due = awaited.findIndex(({ at }) => at > now);
  if (due < 0) due = awaited.length;
  const known = awaited.splice(0, due);
  if (known.length === 0) return;
  for (const each of known) arms.found(each);
  count.labels += known.length;
  if (!values.labels) return;
  mkdirSync(dirname(values.labels), { recursive: true });
  const heading = existsSync(values.labels) ? '' : 'request_id,late,at\n';
  appendFileSync(values.labels, heading + known.map(({ id, late, at }) => `${id},${late},${new Date(at).toISOString()}\n`).join(''));
}

let told = 0;
async function tell() {
  told += 1;
  console.log(`step ${count.sent}/${flights.length}  ${count.answered} answered, ${count.errors} errors, ${count.labels} labels`);
  try {
    await logMetrics({ requests: count.answered, errors: count.errors, labels: count.labels, ...arms.metrics() }, told);
  } catch (error) {
    console.error(`not logged: ${error.cause ?? error}`); // what is logged next tells the same and more
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const asked = new AbortController();
const { signal: stop } = asked;
for (const name of ['SIGTERM', 'SIGINT']) process.once(name, () => asked.abort());

console.log(`${flights.length} flights of ${files.join(', ')} to ${address}, ${rate} a second`);
let [since, sentThen, toldAt, labelsAt] = [performance.now(), 0, performance.now(), performance.now()];
while (!stop.aborted && count.sent < flights.length) {
  const now = performance.now();
  const due = sentThen + Math.floor(((now - since) * rate) / 1_000);
  while (count.sent < Math.min(due, flights.length) && count.underWay < UNDER_WAY_MAX) void send(flights[count.sent]);
  // What could not be sent in time is not made up for: the machine may have slept.
  if (due - count.sent > rate) [since, sentThen] = [now, count.sent];
  if (now - toldAt >= TELL_MS) {
    toldAt = now;
    void tell();
  }
  if (now - labelsAt >= LABELS_MS) {
    labelsAt = now;
    writeLabels(Date.now());
  }
  await pause(TURN_MS);
}
while (count.underWay > 0) await pause(TURN_MS);
const last = awaited.at(-1)?.at ?? 0;
while (!stop.aborted && Date.now() < last) await pause(TURN_MS);
writeLabels(Date.now());
await tell();
