// A reporter of vitest: its JSON report has no word of what fails outside of tests, as a process that dies.
import { writeFileSync } from 'node:fs';

const toldAs = ({ name = 'Error', message = '', VITEST_TEST_PATH: where = 'outside of the tests', cause }) => ({
  where,
  name,
  reason: [message, cause?.message].filter(Boolean).join('\n'),
});

export default class OutsideErrors {
  onTestRunEnd(modules, errors) {
    const unfinished = modules.filter((each) => ['pending', 'queued'].includes(each.state())).map(({ moduleId }) => moduleId);
    const cut = unfinished.map((where) => ({ where, name: 'the file', reason: 'was not run to its end' }));
    writeFileSync(process.env.PILOTHOUSE_OUTSIDE_ERRORS, JSON.stringify([...errors.map(toldAs), ...(errors.length > 0 ? cut : [])]));
  }
}
