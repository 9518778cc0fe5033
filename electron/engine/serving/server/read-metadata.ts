import { z } from 'zod';
import type { TriedTensor } from '../contract';

const ANSWER_MS = 5_000;
const Tensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number().int()) });
const Metadata = z.object({ inputs: z.array(Tensor).nullish(), outputs: z.array(Tensor).nullish() });
export type Described = { readonly inputs: readonly TriedTensor[]; readonly outputs: readonly TriedTensor[] };

/** What a server of the Open Inference Protocol says that a model takes and gives; null where it says nothing that can be read. */
export async function readMetadata(port: number, model: string): Promise<Described | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/models/${model}`, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' });
    const { inputs, outputs } = Metadata.parse(await answer.json());
    return { inputs: (inputs ?? []).map(opened), outputs: (outputs ?? []).map(opened) };
  } catch {
    return null; // it need not tell
  }
}

/** A dimension of -1 is the caller's to choose; the first is that of rows. */
const opened = ({ name, datatype, shape }: z.infer<typeof Tensor>): TriedTensor => ({
  name,
  datatype,
  shape: shape.map((size, at) => (size >= 0 ? size : at === 0 ? 'rows' : `rows.${at}`)),
});
