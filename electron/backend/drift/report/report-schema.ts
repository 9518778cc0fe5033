import { z } from 'zod';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import { driftReportSchema } from '../../../../shared/models/drift-report';

/** JSON Schemas as they are published, by the name of their file in docs/. Made from what is checked, never written by hand. */
export const publishedSchemas = (): Readonly<Record<string, object>> => ({
  'drift-report.schema.json': {
    $id: 'urn:pilothouse:drift-report:1',
    title: 'Drift report of Pilothouse',
    description:
      'How two sets of rows differ, column by column. docs/drift.md says what each measure means. A measure that is absent is null, and “absent” says why.',
    ...z.toJSONSchema(driftReportSchema, { io: 'output' }),
  },
  'drift-config.schema.json': {
    $id: 'urn:pilothouse:drift-config:1',
    title: 'Configuration of a drift report of Pilothouse',
    description: 'What is judged and how. Everything may be left out. A name that is not known is refused.',
    ...z.toJSONSchema(driftConfigSchema, { io: 'input' }),
  },
});
