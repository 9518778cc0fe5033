import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HeldWorkspace, holdWorkspace } from './workspace';

let folder: string;
let held: HeldWorkspace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  held = holdWorkspace(folder, [], Date.now);
});
afterEach(() => {
  held.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the token for services opens nothing else, and is the same after the next opening', () => {
  const { token, hash } = held.tokens.serving;
  expect(held.tokens.bearerOf(token)).toBeNull();
  expect(hash).toBe(createHash('sha256').update(token).digest('hex'));
  expect(hash).not.toBe(held.tokens.hash);
  held.close();
  held = holdWorkspace(folder, [], Date.now);
  expect(held.tokens.serving.token).toBe(token);
});
