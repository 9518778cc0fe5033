import { expect, test } from 'vitest';
import type { ReleaseCheck } from '../../shared/models/stage';
import { junitOf, xml } from './junit';

const HOSTILE = `</testcase><script>alert("1")</script> & ]]> \u0000\u001b[31m \uD800 \uFFFF 'quoted'\n`;

const check: ReleaseCheck = {
  n: 1,
  model: HOSTILE,
  version: 3,
  digest: null,
  runs: { kind: 'onnx' },
  champion: null,
  golden: null,
  by: 'mona',
  startedAt: 1_000,
  endedAt: 3_500,
  outcome: 'fail',
  progress: null,
  stages: [
    {
      stage: 'integration',
      state: 'fail',
      startedAt: 1_000,
      endedAt: 2_250,
      evidence: null,
      findings: [
        { id: 'golden', outcome: 'fail', values: { count: '2', failed: '1', first: HOSTILE, file: 'g' }, failure: null },
        { id: 'batch', outcome: 'pass', values: { count: '2', failed: '0', first: '' }, failure: null },
        { id: 'champion-answers', outcome: 'inconclusive', values: { count: '0', failed: '0', version: '' }, failure: null },
      ],
    },
    {
      stage: 'performance',
      state: 'inconclusive',
      startedAt: null,
      endedAt: null,
      evidence: null,
      findings: [{ id: 'not-begun', outcome: 'inconclusive', values: { stage: 'integration' }, failure: null }],
    },
  ],
};

/** As a reader of XML would: tags are matched, text is what is left. Throws where a letter stands that XML cannot hold. */
function tagsOf(text: string): string[] {
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const isXml = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
    if (!isXml) throw new Error(`U+${code.toString(16)}`);
  }
  return [...text.matchAll(/<(\/?[a-z-]+)(?:\s[^<>]*)?>/g)].map(([, tag]) => tag ?? '');
}

test('hostile names stay text: no tag of theirs, no letter that XML cannot hold', () => {
  const text = junitOf(check);
  expect(tagsOf(text).filter((tag) => tag.includes('script'))).toEqual([]);
  expect(tagsOf(text).filter((tag) => tag === 'testcase')).toHaveLength(4);
  expect(text).toContain(
    '&lt;/testcase&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ]]&gt; \uFFFD\uFFFD[31m \uFFFD \uFFFD &apos;quoted&apos;&#10;',
  );
  expect(xml('مرحبا 🙂')).toBe('مرحبا 🙂');
});

test('what failed is a failure, what was not found out an error, and each is counted', () => {
  const text = junitOf(check);
  expect(text).toMatch(/<testsuites [^>]*tests="4" failures="1" errors="2" time="2\.500">/);
  expect(text).toContain('<testsuite name="Integration tests" tests="3" failures="1" errors="1" time="1.250" timestamp="1970-01-01T00:00:01">');
  expect(text).toContain('<error type="inconclusive" message="a stage before it failed: Integration tests">');
  expect(text).toContain('<system-out>agree, as far as it takes rows (compared: 2)</system-out>');
});
