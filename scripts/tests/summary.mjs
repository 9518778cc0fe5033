/** @typedef {{name: string, passed: number, failed: number, notes?: string[]}} Stage */

const total = (stages, what) => stages.reduce((sum, stage) => sum + stage[what], 0);

function line({ name, passed, failed, notes = [] }) {
  const counts = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`;
  const mark = failed === 0 && passed > 0 ? '✓' : '✗';
  const short = notes.filter((note) => !note.includes('\n'));
  const long = notes.filter((note) => note.includes('\n'));
  return [`${mark} ${name}: ${[counts, ...short].join('; ')}`, ...long.map((note) => `  ${note}`)].join('\n');
}

/** @param {Stage[]} stages @param {string[]} leftOut sentences about what did not run and how to have it */
export const summary = (stages, leftOut) => ['', ...stages.map(line), ...leftOut, ''].join('\n');

/** A stage in which nothing ran counts as one failure: silence is no pass. */
export const closingLine = (stages) => {
  const silent = stages.filter(({ passed, failed }) => passed + failed === 0).length;
  return `${total(stages, 'passed')} passed, ${total(stages, 'failed') + silent} failed`;
};
