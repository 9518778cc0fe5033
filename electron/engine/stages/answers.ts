import { z } from 'zod';
import type { TriedModel } from '../serving/contract';

const Output = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()), data: z.array(z.unknown()) });
export type Output = z.infer<typeof Output>;
const Body = z.union([z.object({ outputs: z.array(Output) }), z.object({ error: z.string() })]);

/** What came back. `wrong`: the answer itself is none of the protocol's. */
export type Answer = {
  readonly status: number;
  readonly ms: number;
  readonly outputs: readonly Output[];
  readonly error: string | null;
  readonly wrong: boolean;
};

/** One request is never worth more; a model that computes for longer is as good as one that hangs. */
const ANSWER_MS = 30_000;

/** Asks once. A model that does not answer in time has failed. */
export async function ask(model: TriedModel, body: string, withinMs = ANSWER_MS): Promise<Answer> {
  let late: NodeJS.Timeout | undefined;
  const never = new Promise<null>((resolve) => (late = setTimeout(resolve, withinMs, null)));
  const told = await Promise.race([model.infer(body), never]).finally(() => clearTimeout(late));
  if (!told) return { status: 504, ms: withinMs, outputs: [], error: `no answer within ${withinMs / 1_000} s`, wrong: false };
  const parsed = Body.safeParse(parse(told.body));
  const { status, ms } = told;
  if (!parsed.success) return { status, ms, outputs: [], error: told.body.slice(0, 500), wrong: true };
  return 'error' in parsed.data
    ? { status, ms, outputs: [], error: parsed.data.error, wrong: status === 200 }
    : { status, ms, outputs: parsed.data.outputs, error: null, wrong: status !== 200 };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const isAnswered = ({ status, wrong }: Answer): boolean => status === 200 && !wrong;
/** The caller's mistake, in the protocol's own shape. */
export const isRefused = ({ status, wrong }: Answer): boolean => status >= 400 && status < 500 && !wrong;
/** None came in time, or nothing that can be read. */
export const isBroken = ({ status, wrong }: Answer): boolean => wrong || status === 502 || status === 503 || status === 504;
