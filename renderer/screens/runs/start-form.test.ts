import { expect, it } from 'vitest';
import type { EntryPoint, Project } from '../../../shared/models/project';
import { failure } from '../../../shared/models/failure';
import type { Run } from '../../../shared/models/run';
import { type Draft, filledCommand, firstDraft, limitFault, paramFault, startInput } from './start-form';

const entry = (name: string, more: Partial<EntryPoint> = {}): EntryPoint => ({
  name,
  command: 'python train.py --data {data} --lr {lr} {other}',
  parameters: [
    { name: 'data', type: 'path', default: null },
    { name: 'lr', type: 'float', default: '0.1' },
  ],
  failure: null,
  ...more,
});
const project: Project = { path: '.', name: 'late', entryPoints: [entry('evaluate'), entry('main')], environments: [], failure: null };
const draft: Draft = { project: '.', entryPoint: 'main', params: {}, environment: null, name: '', limit: '' };

it('opens at the main entry point of a project that can be started', () => {
  const broken = { ...project, path: 'broken', failure: failure('invalid') };
  expect(firstDraft([broken, project], null)).toEqual(draft);
  expect(firstDraft([], null)).toBe(null);
});

it('begins with the parameters of a run, as far as its entry point still has them', () => {
  const run = {
    entryPoint: 'evaluate',
    code: { project: '.' },
    allParams: [
      { key: 'lr', value: '0.5' },
      { key: 'gone', value: 'x' },
    ],
  } as unknown as Run; // what is asked of it
  expect(firstDraft([project], run)).toEqual({ ...draft, entryPoint: 'evaluate', params: { lr: '0.5' } });
});

it('asks for what has no default, and for a number where one is declared', () => {
  const [data, lr] = entry('main').parameters;
  if (!data || !lr) throw new Error('there are two');
  expect([paramFault(draft, data), paramFault(draft, lr), paramFault({ ...draft, params: { lr: 'fast' } }, lr)]).toEqual(['missing', null, 'number']);
  expect(startInput('local-1', [project], draft)).toBe(null);
  expect(['', '90', '0', '-1', 'long'].map((limit) => limitFault({ ...draft, limit }))).toEqual([null, null, 'number', 'number', 'number']);
});

it('starts with every parameter, and the limit in milliseconds', () => {
  expect(startInput('local-1', [project], { ...draft, params: { data: 'a.csv' }, name: ' first ', limit: '1.5' })).toEqual({
    connection: 'local-1',
    project: '.',
    entryPoint: 'main',
    params: { data: 'a.csv', lr: '0.1' },
    environment: null,
    name: 'first',
    timeLimitMs: 90_000,
  });
});

it('nothing starts that the project says cannot', () => {
  const stuck = { ...project, entryPoints: [entry('main', { failure: failure('unsupported') })] };
  expect(startInput('local-1', [stuck], { ...draft, params: { data: 'a.csv' } })).toBe(null);
});

it('the command shows what is known, and leaves in braces what is not', () => {
  expect(filledCommand(entry('main'), { ...draft, params: { lr: '0.2' } })).toBe('python train.py --data {data} --lr 0.2 {other}');
});
