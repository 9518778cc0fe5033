import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { categoryColumn, numberColumn, reportOf, thinColumn } from '../../../../e2e/drift-report-stage';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import { jsonReport } from './json-report';
import { publishedSchemas } from './report-schema';

const docs = join(import.meta.dirname, '../../../../docs');
const published = (file: string): z.core.JSONSchema.JSONSchema => JSON.parse(readFileSync(join(docs, file), 'utf8'));

// After a change of the contract: npx vitest run electron/backend/drift/report/report-schema.test.ts --update
test.each(Object.entries(publishedSchemas()))('%s in docs is what is checked', async (file, schema) => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(docs, file));
});

test('what is written holds by the published schema, and is read back as it was computed', () => {
  const schema = z.fromJSONSchema(published('drift-report.schema.json'));
  const report = reportOf([numberColumn('delay'), categoryColumn('carrier'), thinColumn('gust'), thinColumn('__proto__')]);
  const written: unknown = JSON.parse(jsonReport(report));
  expect(schema.safeParse(written).error?.issues ?? []).toEqual([]);
  expect(written).toEqual(report);
});

test.each<[string, (report: Record<string, unknown>) => void]>([
  ['another version', (report) => (report['schema'] = 'pilothouse.drift-report/2')],
  ['a verdict of its own', (report) => (report['verdict'] = 'fine')],
  ['no digest of the configuration', (report) => delete report['config_digest']],
  ['rows that are no number', (report) => (report['reference'] = { name: 'a', digest: 'b', rows: 'many', files: [] })],
])('the published schema refuses %s', (_, spoil) => {
  const schema = z.fromJSONSchema(published('drift-report.schema.json'));
  const report: Record<string, unknown> = JSON.parse(jsonReport(reportOf([numberColumn('delay')])));
  spoil(report);
  expect(schema.safeParse(report).success).toBe(false);
});

test('the published schema of a configuration takes one that says nothing, and refuses a name that is not known', () => {
  const schema = z.fromJSONSchema(published('drift-config.schema.json'));
  for (const given of [{}, { level: 0.01, of: { delay: { measure: 'psi', threshold: 0.2, edges: [0, 1, 2] } } }, driftConfigSchema.parse({})])
    expect(schema.safeParse(given).error?.issues ?? []).toEqual([]);
  for (const given of [{ levle: 0.01 }, { of: { delay: { treshold: 0.2 } } }, { level: 2 }, { columns: [''] }])
    expect(schema.safeParse(given).success).toBe(false);
});

test('a number that JSON cannot hold is refused, not written as null', () => {
  const report = reportOf([numberColumn('delay')]);
  const [column] = report.columns;
  if (!column) throw new Error('no column');
  column.measures.psi = Number.POSITIVE_INFINITY;
  expect(() => jsonReport(report)).toThrow();
});
