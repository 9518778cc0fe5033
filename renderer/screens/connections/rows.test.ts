import { expect, test } from 'vitest';
import type { Connection } from '../../../shared/models/connection';
import { labelsOf, orderConnections, shortServer, splitNames } from './rows';

const connection = (name: string, enabled = true): Connection => ({
  id: name.toLowerCase(),
  system: 'kubernetes',
  name,
  labels: { environment: '', site: '', region: '' },
  colour: 'slate',
  production: false,
  readOnly: false,
  namespaces: null,
  enabled,
  target: { context: name, server: '', user: '', source: '', insecure: false },
  freshness: { state: 'idle', asOf: null },
  troubles: [],
});

test('connections are in the order of their names, those switched off last', () => {
  const list = [connection('edge-10'), connection('ae-prod', false), connection('edge-9')];
  expect(orderConnections(list, 'en').map(({ name }) => name)).toEqual(['edge-9', 'edge-10', 'ae-prod']);
});

test('a server is shown by what tells it from others', () => {
  expect(shortServer('https://api.ae.example:443/')).toBe('api.ae.example');
  expect(shortServer('https://10.0.0.1:6443')).toBe('10.0.0.1:6443');
  expect(shortServer('http://10.0.0.1:8080/proxy/')).toBe('http://10.0.0.1:8080/proxy');
});

test('names of namespaces are taken as people type them, each once', () => {
  expect(splitNames(' fraud, ads\nfraud ،risk ')).toEqual(['fraud', 'ads', 'risk']);
  expect(splitNames(' ')).toEqual([]);
});

test('labels that are not set are left out', () => {
  expect(labelsOf({ labels: { environment: 'live', site: '', region: 'me-1' } })).toEqual(['live', 'me-1']);
});
