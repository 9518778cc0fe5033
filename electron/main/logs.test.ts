import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLineSink, LINE_MAX } from './line-sink';
import { openLogs } from './logs';
import { openRotatingFile } from './rotating-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a full file makes place for a new one, and only so many are kept', () => {
  const file = openRotatingFile(join(folder, 'a.log'), { maxBytes: 100, files: 3 });
  for (let n = 0; n < 100; n++) file.append(`line ${n} of many\n`);
  file.close();
  expect(readdirSync(folder).toSorted()).toEqual(['a.1.log', 'a.2.log', 'a.log']);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(100);
  expect(readFileSync(join(folder, 'a.log'), 'utf8')).toContain('line 99 of many');
});

test('an old file is gone on with, and its size counts', () => {
  writeFileSync(join(folder, 'a.log'), `${'x'.repeat(90)}\n`);
  const file = openRotatingFile(join(folder, 'a.log'), { maxBytes: 100, files: 3 });
  file.append('a line that is too much\n');
  expect(file.tail(5)).toEqual(['a line that is too much']);
  file.close();
});

test('a folder that cannot be written costs lines and nothing else', () => {
  writeFileSync(join(folder, 'file'), '');
  const file = openRotatingFile(join(folder, 'file', 'a.log'), { maxBytes: 100, files: 3 });
  file.append('x\n');
  expect(file.tail(3)).toEqual([]);
  file.close();
});

test('no log holds a secret, not even one that comes in pieces', () => {
  const logs = openLogs(folder);
  logs.main.error('request failed', { header: 'Authorization: Bearer abcdef0123456789' });
  logs.page.warn('https://joe:hunter2secret@host/');
  const sink = logs.backend();
  sink.push('{"message":"x","tok');
  sink.push('en":"s3cretvalue"}\n-----BEGIN PRIVATE KEY-----\nMIIEsecretline\n-----END PRIVATE KEY-----\nafter');
  sink.end();
  const all = ['main', 'page', 'backend'].map((name) => readFileSync(join(folder, `${name}.log`), 'utf8')).join('');
  expect(all).not.toMatch(/abcdef0123456789|hunter2secret|s3cretvalue|MIIEsecretline/);
  expect(all).toContain('after');
  expect(logs.tail(1)).toContain('after');
  logs.close();
});

test('a sink joins pieces to lines and cuts a line without end', () => {
  const lines: string[] = [];
  const sink = createLineSink((line) => lines.push(line));
  for (const chunk of ['a', 'b\nc\r\n\n', 'd']) sink.push(chunk);
  sink.end();
  expect(lines).toEqual(['ab', 'c', 'd']);
  lines.length = 0;
  for (let n = 0; n < 10; n++) sink.push('x'.repeat(LINE_MAX));
  sink.push('rest\nnext\n');
  expect(lines).toEqual([`${'x'.repeat(LINE_MAX)}… [cut]`, 'next']);
});
