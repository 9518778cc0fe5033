import { z } from 'zod';
import { DatasetName } from './dataset';

const column = z.string().min(1).max(300);

/** Where a service finds out what came true: a dataset of the workspace, whose rows name the request that they are about. */
export const ServiceLabels = z.strictObject({
  dataset: DatasetName,
  /** Column with the id of the request, and with the number of the row in it, from 0; null: every request has one row. */
  key: column,
  row: column.nullable(),
  /** Column with what came true, and with when that was known. */
  label: column,
  at: column.nullable(),
  /** The output that is judged by it; `position` where each row of it has several values, from 0. */
  output: z.string().min(1).max(500),
  position: z.number().int().min(0).max(999),
  /** `score`: it says how likely a yes is, and labels are 1 and 0 (or true and false). `class`: it says the label itself. `number`: it estimates it. */
  task: z.enum(['score', 'class', 'number']),
});
export type ServiceLabels = z.infer<typeof ServiceLabels>;
