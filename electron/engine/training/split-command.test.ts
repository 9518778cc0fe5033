import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import { fillCommand, parametersOf, splitCommand } from './split-command';

const filled = (command: string, values: Record<string, string> = {}) => fillCommand(splitCommand(command), values);
const refusal = (command: string) => {
  try {
    filled(command);
  } catch (error) {
    const { reason, values } = failureOf(error).detail;
    return [reason, values?.['construct'] ?? values?.['why']];
  }
  return null;
};

test('quotes and backslashes group as in a POSIX shell', () => {
  expect(filled(`python  "a b" 'c "d"' e\\ f "g\\"h\\\\i\\j" '' x'y'"z"`)).toEqual(['python', 'a b', 'c "d"', 'e f', 'g"h\\i\\j', '', 'xyz']);
  expect(filled('python train.py \\\n  --fast')).toEqual(['python', 'train.py', '--fast']);
});

test('a value is one argument or part of one, whatever it holds', () => {
  const evil = `a b'; rm -rf "$HOME" {other} \n*`;
  expect(filled('train {x} --x={x} "{x}" \'{x}\'', { x: evil })).toEqual(['train', evil, `--x=${evil}`, evil, evil]);
  expect(filled('train {empty} end', { empty: '' })).toEqual(['train', '', 'end']);
  expect(filled('train {{x}} {x}', { x: '1' })).toEqual(['train', '{x}', '1']);
  expect(parametersOf(splitCommand('t {a} {b}={a}'))).toEqual(['a', 'b']);
});

test('what only a shell can do is refused by its name', () => {
  const cases = [
    'a && b',
    'a || b',
    'a | b',
    'a > f',
    'a 2>&1',
    'a; b',
    'a &',
    '(a)',
    'a `b`',
    'a $HOME',
    'a "$HOME"',
    'a *.csv',
    'a ~/x',
    'a # b',
    'X=1 a',
    'a\nb',
  ];
  expect(cases.map((command) => refusal(command))).toEqual(
    ['&&', '||', '|', '>', '>', ';', '&', '(', '`', '$', '$', '*', '~', '#', 'X=…', 'a new line'].map((construct) => ['command-shell', construct]),
  );
  expect(filled(`a 'x && y' "p|q" \\$HOME --a=~ b#c`)).toEqual(['a', 'x && y', 'p|q', '$HOME', '--a=~', 'b#c']);
});

test('a command that is broken says where', () => {
  expect(['', "a 'b", 'a "b', 'a \\', 'a {', 'a }', 'a {x}', 'a {1x}'].map((command) => refusal(command)?.[0])).toEqual(Array(8).fill('command-malformed'));
  expect(refusal('a {x}')).toEqual(['command-malformed', '{x} is no parameter of it']);
  expect(refusal('a {constructor}')).toEqual(['command-malformed', '{constructor} is no parameter of it']);
});

test('it splits whatever it accepts as the shell of the system does', () => {
  const word = fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '\\', '-', '=', 'é', '%'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(word, (text) => {
      let ours: string[];
      try {
        ours = filled(`x ${text}`);
      } catch {
        return;
      }
      const script = `for a in ${text.trimEnd() === text ? text : `${text}`}; do printf '%s\\0' "$a"; done`;
      const theirs = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
      expect(ours.slice(1)).toEqual(theirs);
    }),
    { numRuns: 150 },
  );
});
