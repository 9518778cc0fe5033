import { z } from 'zod';

const Field = z.object({ name: z.string(), type: z.string() });
/** As the mlflow client writes it for tables, and as our own datasets do. */
const Schema = z.union([z.object({ mlflow_colspec: z.array(Field) }).transform(({ mlflow_colspec: fields }) => fields), z.array(Field)]);

/** Names and types of the columns that a client told; null where it told none, or in a way that is not known. */
export function fieldsOf(schema: string): { name: string; type: string }[] | null {
  try {
    return Schema.safeParse(JSON.parse(schema)).data ?? null;
  } catch {
    return null; // a client may write there what it likes
  }
}
