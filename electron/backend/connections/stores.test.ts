import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeOf, startConnections } from '../../../e2e/connections-under-test';
import { failureOf } from '../../../shared/models/failure';
import type { ObjectStoreSecret, ObjectStoreSettings } from '../../../shared/models/object-store';
import { Seal } from '../lib/seal';
import { openSecret, Stores } from './stores';

const SETTINGS: ObjectStoreSettings = {
  address: 'https://s3.example',
  region: 'us-east-1',
  pathStyle: true,
  ca: null,
  proxy: 'http://proxy.example:3128',
  credentials: { kind: 'keys' },
  buckets: [],
};
const SECRET: ObjectStoreSecret = {
  keys: { accessKeyId: 'AKIA', secretAccessKey: 'a-secret-of-a-store', sessionToken: null },
  proxy: { user: 'ann', password: 'a-word-for-the-proxy' },
};
const NONE: ObjectStoreSecret = { keys: null, proxy: null };
const target = { context: '', server: '', user: '', source: '', insecure: false };

let folder: string;
let app: ReturnType<typeof startConnections>;
let seal: Seal;
let stores: Stores;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stores-'));
  app = startConnections(folder);
  seal = new Seal(join(folder, 'seal-key'));
  stores = new Stores({ connections: app.connections, seal, targetOf: () => target });
});
afterEach(() => {
  app.close();
  rmSync(folder, { recursive: true, force: true });
});
const reasonOf = (work: () => unknown) => {
  try {
    work();
    return 'none';
  } catch (error) {
    return failureOf(error).detail.reason;
  }
};

test('a secret is kept sealed, opened for its own connection, and shown to nobody', () => {
  const id = stores.connect('The store', SETTINGS, SECRET);
  expect(openSecret(seal, stores.stored(id))).toEqual(SECRET);
  expect(stores.shown(id)).toEqual({ accessKeyId: 'AKIA', proxyUser: 'ann' });
  app.close();
  const kept = ['pilothouse.db', 'pilothouse.db-wal'].map((name) => {
    try {
      return readFileSync(join(folder, name), 'latin1');
    } catch {
      return ''; // there is none once all is written
    }
  });
  expect(kept.join('')).toContain('s3.example');
  expect(kept.join('')).not.toMatch(/a-secret-of-a-store|a-word-for-the-proxy/);
  app = startConnections(folder);
  const again = new Stores({ connections: app.connections, seal, targetOf: () => target });
  expect([openSecret(seal, again.stored(id)), again.stored(id).settings]).toEqual([SECRET, SETTINGS]);
});

test('parts that are not typed again stay, but are not sent to another place', () => {
  const id = stores.connect('The store', SETTINGS, SECRET);
  stores.change(id, { ...SETTINGS, region: 'eu-west-1' }, NONE);
  expect(openSecret(seal, stores.stored(id))).toEqual(SECRET);
  expect(reasonOf(() => stores.change(id, { ...SETTINGS, address: 'https://other.example' }, NONE))).toBe('credentials-missing');
  stores.change(id, { ...SETTINGS, proxy: 'http://other.example:1' }, NONE);
  expect(openSecret(seal, stores.stored(id))).toEqual({ ...SECRET, proxy: null });
});

test('what the settings do not need is forgotten', () => {
  const id = stores.connect('The store', SETTINGS, SECRET);
  stores.change(id, { ...SETTINGS, credentials: { kind: 'chain', profile: null }, proxy: null }, NONE);
  expect(stores.stored(id).sealed).toBeNull();
});

test('the secret of one connection opens nothing of another, and one that was sealed elsewhere is typed again', () => {
  const [one, two] = [stores.connect('One', SETTINGS, SECRET), stores.connect('Two', SETTINGS, SECRET)];
  const swapped = { id: two, sealed: stores.stored(one).sealed };
  expect(reasonOf(() => openSecret(seal, swapped))).toBe('secret-sealed-elsewhere');
  writeFileSync(join(folder, 'seal-key'), 'f'.repeat(64));
  expect(reasonOf(() => openSecret(seal, stores.stored(one)))).toBe('secret-sealed-elsewhere');
  expect(stores.shown(one)).toEqual({ accessKeyId: null, proxyUser: null });
  stores.change(one, SETTINGS, SECRET);
  expect(openSecret(seal, stores.stored(one))).toEqual(SECRET);
});

test('a cluster has no settings of a store', () => {
  const [cluster = ''] = app.connections.add([placeOf('lab')]);
  expect(() => stores.stored(cluster)).toThrow('unsupported');
});
