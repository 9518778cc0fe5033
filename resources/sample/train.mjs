// Trains a classifier of late arrivals on a month of flights or two, and logs it as an ONNX model. Needs nothing but Node.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { boost, probabilityOf, scoreOf } from './boosted-trees.mjs';
import { FEATURES, hourOf, readFlights, weekdayOf } from './flights.mjs';
import { onnxModel } from './onnx-file.mjs';
import { isTracked, logArtifact, logMetrics, logParams, setNote } from './tracking.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    also: { type: 'string' },
    trees: { type: 'string', default: '300' },
    depth: { type: 'string', default: '4' },
    'learning-rate': { type: 'string', default: '0.05' },
    'late-minutes': { type: 'string', default: '15' },
    'hours-off': { type: 'string', default: '0' },
    out: { type: 'string' },
  },
});
const options = { trees: Number(values.trees), depth: Number(values.depth), learningRate: Number(values['learning-rate']) };
const late = Number(values['late-minutes']);

const hoursOff = Number(values['hours-off']);

const files = [values.data, values.also].filter(Boolean);
const flights = files.flatMap(readFlights);
// Every fifth flight judges what the others taught; the order of the file decides, so that the same file gives the same model.
const training = flights.filter((_, row) => row % 5 !== 0);
const held = flights.filter((_, row) => row % 5 === 0);
console.log(`${flights.length} flights of ${files.join(' and ')}: ${training.length} to train on, ${held.length} held back`);

const overall = training.filter(({ delay }) => delay >= late).length / training.length;
console.log(`late by ${late} minutes or more: ${(100 * overall).toFixed(1)} %`);

/** How often flights of an airport are late, drawn towards the mean where there are few of them. */
function lateRates(rows, field) {
  const counts = new Map();
  for (const row of rows) {
    const count = counts.get(row[field]) ?? { all: 0, late: 0 };
    counts.set(row[field], { all: count.all + 1, late: count.late + (row.delay >= late ? 1 : 0) });
  }
  const few = 30;
  return new Map([...counts].map(([name, count]) => [name, Math.fround((count.late + few * overall) / (count.all + few))]).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
const rates = { origin: lateRates(training, 'origin'), destination: lateRates(training, 'destination'), otherwise: Math.fround(overall) };
/** With the clock of the training table, which may be off. */
const featuresAt =
  (off) =>
  ({ time, distance, origin, destination }) =>
    [(hourOf(time) + off) % 24, weekdayOf(time), distance, rates.origin.get(origin) ?? rates.otherwise, rates.destination.get(destination) ?? rates.otherwise].map(Math.fround);
const featuresOf = featuresAt(hoursOff);
const columnsOf = (rows) => {
  const features = rows.map(featuresOf);
  return FEATURES.map((_, feature) => Float64Array.from(features, (row) => row[feature]));
};
const labelsOf = (rows) => Uint8Array.from(rows, ({ delay }) => (delay >= late ? 1 : 0));

const logLoss = (labels, scores) => scores.reduce((sum, score, row) => sum - Math.log(Math.max(1e-12, labels[row] ? probabilityOf(score) : 1 - probabilityOf(score))), 0) / scores.length;
/** Area under the ROC curve, by ranks; equal scores share theirs. */
function auc(labels, scores) {
  const order = [...scores.keys()].toSorted((a, b) => scores[a] - scores[b]);
  let ranks = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end += 1;
    for (let place = start; place < end; place += 1) if (labels[order[place]]) ranks += (start + end + 1) / 2;
    start = end;
  }
  const positive = labels.reduce((sum, label) => sum + label, 0);
  return (ranks - (positive * (positive + 1)) / 2) / (positive * (labels.length - positive));
}

await logParams({ n_estimators: options.trees, max_depth: options.depth, learning_rate: options.learningRate, late_minutes: late, rows: training.length });
const trainLabels = labelsOf(training);
const heldLabels = labelsOf(held);
const heldRows = held.map(featuresOf);
const heldScores = new Float64Array(held.length);

const model = await boost(columnsOf(training), trainLabels, options, async (tree, scores, { base, trees }) => {
  const newest = trees.at(-1);
  if (tree === 1) heldScores.fill(base);
  heldRows.forEach((row, index) => {
    let node = newest;
    while (node.value === undefined) node = row[node.feature] <= node.threshold ? node.left : node.right;
    heldScores[index] += node.value;
  });
  const metrics = { train_log_loss: logLoss(trainLabels, scores), log_loss: logLoss(heldLabels, heldScores), auc: auc(heldLabels, heldScores) };
  await logMetrics(metrics, tree);
  if (tree === 1 || tree % 20 === 0) console.log(`step ${tree}/${options.trees}  log loss ${metrics.log_loss.toFixed(4)}  AUC ${metrics.auc.toFixed(4)}`);
});

if (hoursOff !== 0) {
  const served = auc(heldLabels, Float64Array.from(held, (row) => scoreOf(model, featuresAt(0)(row))));
  const told = `Made worse on purpose: it learnt from a table whose clock is ${hoursOff} h off, and is served with the right time. The scores logged while it trained do not show that; as it is served, its AUC on flights held back is ${served.toFixed(4)}.`;
  await setNote(told);
  console.log(told);
}

const bytes = onnxModel(model, rates);
const spec = (name, type, shape) => ({ name, type: 'tensor', 'tensor-spec': { dtype: type, shape } });
const inputs = [...['hour', 'weekday', 'distance'].map((name) => spec(name, 'float32', [-1, 1])), ...['origin', 'destination'].map((name) => spec(name, 'str', [-1, 1]))];
const outputs = [spec('late', 'int64', [-1]), spec('probability', 'float32', [-1, 2])];
const mlmodel = [
  'artifact_path: model',
  'flavors:',
  '  onnx:',
  '    data: model.onnx',
  '    onnx_version: 1.16.0',
  ...(process.env.MLFLOW_RUN_ID ? [`run_id: ${process.env.MLFLOW_RUN_ID}`] : []),
  'signature:',
  `  inputs: '${JSON.stringify(inputs)}'`,
  `  outputs: '${JSON.stringify(outputs)}'`,
  `utc_time_created: '${new Date().toISOString().replace('T', ' ').replace('Z', '')}'`,
  '',
].join('\n');
await logArtifact('model/model.onnx', bytes);
await logArtifact('model/MLmodel', Buffer.from(mlmodel));
if (values.out) writeFileSync(values.out, bytes);
console.log(`model of ${(bytes.length / 1024).toFixed(0)} kB, AUC ${auc(heldLabels, heldScores).toFixed(4)} on flights held back${isTracked ? '' : ' (not tracked: no MLFLOW_RUN_ID)'}`);
