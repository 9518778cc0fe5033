// Speaks to the main process of a trial copy of the app. The package itself has no such door: its fuse is off (verify.mjs).
import { setTimeout as sleep } from 'node:timers/promises';

/** Where Node opens an inspector that a signal asks for. */
const ADDRESS = 'http://127.0.0.1:9229/json/list';
const OPEN_TIMEOUT_MS = 15_000;
const POLL_MS = 100;

const listed = () =>
  fetch(ADDRESS).then(
    (answer) => answer.json(),
    () => null,
  );

/**
 * Needs Node's --experimental-websocket before Node 22.
 * @param {() => void} knock sends SIGUSR1 to the app
 * @returns {Promise<{evaluate: (expression: string) => Promise<unknown>, close: () => void}>} `evaluate` runs in the main process, where `require` is known
 */
export async function openInspector(knock) {
  if (await listed()) throw new Error(`Another program is being debugged at ${ADDRESS}: the trial needs that port.`);
  knock();
  let found;
  for (const until = Date.now() + OPEN_TIMEOUT_MS; !(found = await listed())?.[0]; await sleep(POLL_MS))
    if (Date.now() > until) throw new Error(`The trial copy opened no inspector within ${OPEN_TIMEOUT_MS / 1_000} s.`);
  const socket = new WebSocket(found[0].webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('The inspector of the trial copy does not answer.'));
  });

  const asked = new Map();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(data);
    asked.get(id)?.(result);
    asked.delete(id);
  };
  let id = 0;
  const evaluate = async (expression) => {
    id += 1;
    const params = { expression, includeCommandLineAPI: true, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    const { result, exceptionDetails } = await new Promise((resolve) => asked.set(id, resolve));
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return { evaluate, close: () => socket.close() };
}
