// A reporter of vitest: its JSON report has no word of what fails outside of tests, as a process that dies, nor of what differed.
import { writeFileSync } from 'node:fs';

const toldAs = ({ name = 'Error', message = '', VITEST_TEST_PATH: where = 'outside of the tests', cause }) => ({
  where,
  name,
  reason: [message, cause?.message].filter(Boolean).join('\n'),
});

export default class MoreErrors {
  #differences = {};

  onTestCaseResult(test) {
    const differences = (test.result().errors ?? []).flatMap(({ diff }) => diff ?? []);
    // The name as the JSON report has it.
    if (differences.length > 0) this.#differences[`${test.module.moduleId} ${test.fullName.replaceAll(' > ', ' ')}`] = differences.join('\n');
  }

  onTestRunEnd(modules, errors) {
    const unfinished = modules.filter((each) => ['pending', 'queued'].includes(each.state())).map(({ moduleId }) => moduleId);
    const cut = unfinished.map((where) => ({ where, name: 'the file', reason: 'was not run to its end' }));
    const outside = [...errors.map(toldAs), ...(errors.length > 0 ? cut : [])];
    writeFileSync(process.env.PILOTHOUSE_MORE_ERRORS, JSON.stringify({ outside, differences: this.#differences }));
  }
}
