import { expect, test } from 'vitest';
import { MLFLOW_SERVER } from '../../../shared/models/server-command';
import { serverDraft, serverOf } from './server-draft';

const draft = { ...serverDraft(null), command: 'mlserver start {model}', env: 'MLSERVER_HTTP_PORT={port}' };
const fault = (more: Partial<typeof draft>) => serverOf({ ...draft, ...more }).fault;

test('what a flavor asks for is filled in, and comes back as it was', () => {
  expect(serverOf(serverDraft({ kind: 'server', server: MLFLOW_SERVER }))).toEqual({
    server: MLFLOW_SERVER,
    words: MLFLOW_SERVER.argv,
    unknown: [],
    fault: null,
  });
  const hard = {
    ...MLFLOW_SERVER,
    argv: ['/opt/my models/serve', '--say', '{"a": "$x"}', '{port}'],
    protocol: 'oip',
    model: 'late',
    env: { A: 'b=c d', B: '' },
  } as const;
  expect(serverOf(serverDraft({ kind: 'server', server: { ...hard, argv: [...hard.argv] } })).server).toEqual(hard);
  expect(serverOf(serverDraft({ kind: 'onnx' }))).toMatchObject({ server: null, fault: null });
});

test('what is typed becomes a command; what looks like a placeholder and is none is told', () => {
  expect(serverOf(draft)).toEqual({
    server: { argv: ['mlserver', 'start', '{model}'], protocol: 'oip', model: 'model', env: { MLSERVER_HTTP_PORT: '{port}' }, readySeconds: 120 },
    words: ['mlserver', 'start', '{model}'],
    unknown: [],
    fault: null,
  });
  expect(serverOf({ ...draft, command: 'serve {modle} {port}' }).unknown).toEqual(['{modle}']);
  expect(serverOf({ ...draft, protocol: 'invocations', model: 'not / asked' }).fault).toBeNull();
});

test('the first thing that is wrong is named by its field, in words', () => {
  expect(fault({ command: ' ' })).toEqual({ field: 'command', word: 'server.command.first' });
  expect(fault({ command: 'serve "{port}' })?.word).toBe('server.command.quote');
  expect(fault({ command: 'serve {port} > log' })).toEqual({ field: 'command', word: 'server.command.shell', values: { sign: '>' } });
  expect(fault({ env: '' })?.word).toBe('server.command.port'); // it could be reached nowhere
  expect(fault({ env: 'A B=1\nP={port}' })).toEqual({ field: 'env', word: 'server.env.wrong', values: { line: 'A B=1' } });
  expect(fault({ env: 'P={port}\nP=2' })).toEqual({ field: 'env', word: 'server.env.twice', values: { line: 'P' } });
  expect(fault({ env: 'constructor={port}' })).toBeNull();
  expect(['', '0', '3601', 'soon', '1.5'].map((ready) => fault({ ready })?.field)).toEqual(Array.from({ length: 5 }, () => 'ready'));
  expect(fault({ model: 'two words' })?.field).toBe('model');
});
