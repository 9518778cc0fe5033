import { expect, test } from 'vitest';
import { formatCsv } from './csv';

test('what a spreadsheet would run as a formula is text', () => {
  const cells = ['=HYPERLINK("http://x")', '+1', '-1+2', '@SUM(A1)', '\tx', 'safe'];
  expect(formatCsv([cells])).toBe(`\uFEFF"'=HYPERLINK(""http://x"")",'+1,'-1+2,'@SUM(A1),'\tx,safe\r\n`);
});

test('commas, quotes and line breaks stay inside their cell; numbers are bare and nothing is empty', () => {
  expect(formatCsv([['a,b', 'say "hi"', 'two\nlines', -3, null]])).toBe('\uFEFF"a,b","say ""hi""","two\nlines",-3,\r\n');
});
