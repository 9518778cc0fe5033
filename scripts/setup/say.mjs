/** Progress in plain words, on stderr: stdout belongs to the task. */
export const say = (text) => process.stderr.write(`${text}\n`);

export const seconds = (startedAt) => `${((Date.now() - startedAt) / 1_000).toFixed(1)} s`;
