import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_TYPES, runEvent } from './run-event';

const PYTHON = join(process.env['PILOTHOUSE_MLFLOW'] ?? '', '3/bin/python');
const READER = join(import.meta.dirname, '../../../../e2e/peers/openlineage/read_events.py');

const data = { name: 'flights', version: '9f8e7d6c5b4a', isModel: false, fields: [{ name: 'delay', type: 'DOUBLE' }] };
const model = { name: 'late-arrival', version: '3', isModel: true, fields: null };

test('the real client of OpenLineage reads every kind of event that we write, each facet by its own schema, and tells the same', () => {
  const events = EVENT_TYPES.map((type) =>
    runEvent({
      by: '0.1.0',
      run: '0193f5a211117abc8def000000000001',
      type,
      at: 1_767_323_045_678,
      namespace: 'local-0123456789abcdef',
      job: 'late arrivals',
      inputs: [data, { ...data, fields: null }],
      outputs: type === 'COMPLETE' ? [model, data] : [],
      tags: type === 'START' ? {} : { 'git.commit': 'b7c2d1e' },
      error: type === 'FAIL' ? { message: 'ValueError: loss is not finite', language: 'PYTHON' } : null,
    }),
  );
  const { stdout, stderr } = spawnSync(PYTHON, [READER], { input: events.map((event) => JSON.stringify(event)).join('\n'), encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(events)));
});
