import { expect, test } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import { MLPROJECT_MAX_BYTES, parseMlproject } from './parse-mlproject';

const refusal = (text: string) => {
  try {
    parseMlproject(text, 'MLproject');
  } catch (error) {
    const { reason, values } = failureOf(error).detail;
    return { reason, line: values?.['line'] };
  }
  return null;
};

test("MLflow's own form is read: typed parameters short and long, defaults as they are written", () => {
  const project = parseMlproject(
    `
name: My Project
python_env: python_env.yaml
entry_points:
  main:
    parameters:
      data_file: path
      alpha: {type: float, default: 1e-3}
      l1: {default: 0.10}
      tag: {type: string, default: "yes"}
      where: uri
    command: "python train.py -r {alpha} {data_file} --tag={tag}"
  check: {command: node check.js}
`,
    'MLproject',
  );
  expect(project).toMatchObject({ name: 'My Project', wants: { kind: 'python_env', what: 'python_env.yaml' } });
  expect(project.entryPoints.map(({ name, parameters, failure }) => ({ name, parameters, failure }))).toEqual([
    {
      name: 'main',
      failure: null,
      parameters: [
        { name: 'data_file', type: 'path', default: null },
        { name: 'alpha', type: 'float', default: '1e-3' },
        { name: 'l1', type: 'string', default: '0.10' },
        { name: 'tag', type: 'string', default: 'yes' },
        { name: 'where', type: 'uri', default: null },
      ],
    },
    { name: 'check', parameters: [], failure: null },
  ]);
});

test('an entry point that cannot be started says why; the others can be', () => {
  const { entryPoints } = parseMlproject('entry_points:\n  a: {command: "x | y"}\n  b: {command: "x {nowhere}"}\n  c: {command: x}\n', 'MLproject');
  expect(entryPoints.map(({ failure, template }) => [failure?.detail.reason ?? null, template !== null])).toEqual([
    ['command-shell', false],
    ['command-malformed', false],
    [null, true],
  ]);
});

test('a malformed file is refused with the line', () => {
  expect(refusal('name: x\nentry_points:\n  main: {command: [}\n')).toEqual({ reason: 'project-malformed', line: '3' });
  expect(refusal('name: x\n\tentry_points: y')).toMatchObject({ reason: 'project-malformed', line: '2' });
  expect(refusal('name: x\nentry_points:\n  main:\n    parameters:\n      a: {type: number}\n    command: x\n')).toEqual({
    reason: 'project-malformed',
    line: '5',
  });
  expect(refusal('name: x\nentry_points:\n  main:\n    parameters: {}\n')).toEqual({ reason: 'project-malformed', line: '3' });
  expect(refusal('- 1\n- 2\n')).toEqual({ reason: 'project-malformed', line: '1' });
  expect(refusal('')).toEqual({ reason: 'project-malformed', line: '1' });
  expect(refusal('\u0000\u0001')).toMatchObject({ reason: 'project-malformed' });
});

test('a huge file, one that nests without end and one that multiplies itself are refused quickly', () => {
  const started = performance.now();
  expect(refusal(`name: ${'x'.repeat(MLPROJECT_MAX_BYTES)}`)).toMatchObject({ reason: 'project-too-large' });
  expect(refusal('['.repeat(100_000))).toMatchObject({ reason: 'project-malformed' });
  const bomb = [
    'a: &a {x: 1}',
    ...'bcdefghij'.split('').map((key, i) => `${key}: &${key} {${Array.from({ length: 9 }, (_, n) => `k${n}: *${'abcdefghi'[i]}`).join(', ')}}`),
  ];
  expect(refusal(`${bomb.join('\n')}\nentry_points: *j\n`)).toMatchObject({ reason: 'project-malformed' });
  const many = Array.from({ length: 5_000 }, (_, n) => `  e${n}: *e`).join('\n');
  expect(refusal(`x: &e {command: y}\nentry_points:\n${many}\n`)).toMatchObject({ reason: 'project-malformed', line: '2' });
  expect(performance.now() - started).toBeLessThan(3_000);
});

test('names that mean something to JavaScript are names', () => {
  const { entryPoints } = parseMlproject(
    'entry_points:\n  __proto__: {command: x}\n  constructor: {command: "y {toString}", parameters: {toString: string}}\n',
    'MLproject',
  );
  expect(entryPoints.map(({ name }) => name)).toContain('constructor');
});
