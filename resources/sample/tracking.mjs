// The few calls of the MLflow REST API that training needs; any MLflow server answers them.
const address = process.env.MLFLOW_TRACKING_URI;
const token = process.env.MLFLOW_TRACKING_TOKEN;
const run = process.env.MLFLOW_RUN_ID;
const headers = token ? { authorization: `Bearer ${token}` } : {};

async function call(method, path, body) {
  const json = body !== undefined && !Buffer.isBuffer(body);
  const response = await fetch(`${address}${path}`, {
    method,
    headers: { ...headers, ...(json && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: json ? JSON.stringify(body) : body }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 500)}`);
  return response;
}
const post = (name, body) => call('POST', `/api/2.0/mlflow/${name}`, body);

/** Whether there is anybody to tell. Without an address the script trains all the same. */
export const isTracked = Boolean(address && run);

/** @param {Record<string, number>} metrics of one step */
export async function logMetrics(metrics, step) {
  if (!isTracked) return;
  const timestamp = Date.now();
  await post('runs/log-batch', { run_id: run, metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step })) });
}

export async function logParams(params) {
  if (!isTracked) return;
  await post('runs/log-batch', { run_id: run, params: Object.entries(params).map(([key, value]) => ({ key, value: String(value) })) });
}

/** What a run says of itself, where clients look for it. */
export async function setNote(text) {
  if (isTracked) await post('runs/set-tag', { run_id: run, key: 'mlflow.note.content', value: text });
}

let artifacts;
/** @param {string} path below the run's artifacts @param {Buffer} bytes */
export async function logArtifact(path, bytes) {
  if (!isTracked) return;
  artifacts ??= (await (await call('GET', `/api/2.0/mlflow/runs/get?run_id=${run}`)).json()).run.info.artifact_uri;
  const below = new URL(artifacts).pathname.replace(/^\/+/, '');
  await call('PUT', `/api/2.0/mlflow-artifacts/artifacts/${below}/${path}`, bytes);
}
