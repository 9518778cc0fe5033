import { type DriftReport, driftReportSchema } from '../../../../shared/models/drift-report';

/**
 * The published form of a report (docs/drift-report.schema.json). Numbers in full precision: what is read back is what was computed. A
 * number that JSON cannot hold never gets here: it would be null without a reason.
 * @throws ZodError
 */
export const jsonReport = (report: DriftReport): string => `${JSON.stringify(driftReportSchema.parse(report), null, 2)}\n`;
