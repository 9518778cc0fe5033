import { z } from 'zod';

const word = z
  .string()
  .max(4_000)
  .regex(/^[^\0]*$/);

/**
 * A server of the user's that answers for a revision. No shell reads it. In its words and values stand `{model}` for a folder with the files of the
 * version, `{host}` and `{port}` for where it is to listen; `{port2}` and `{port3}` are free ports for whatever else it listens at.
 */
export const ServerCommand = z.strictObject({
  argv: z
    .array(word)
    .min(1)
    .max(100)
    .refine(([program]) => program !== ''),
  /** `oip`: the Open Inference Protocol. `invocations`: the scoring server of MLflow. */
  protocol: z.enum(['oip', 'invocations']),
  /** Beside what it has of the app's own environment. No place for secrets: it stands in plans and in the ledger. */
  env: z.record(z.string().regex(/^[A-Za-z_]\w{0,99}$/), word),
  /** What the server calls the model, where it speaks the Open Inference Protocol. */
  model: z.string().regex(/^[\w.-]{1,100}$/),
  /** So long it may take until it is ready. */
  readySeconds: z.number().int().min(1).max(3_600),
});
export type ServerCommand = z.infer<typeof ServerCommand>;

/** How a revision is run: by ONNX Runtime in this engine, or by a server of the user's. Part of what never changes of it. */
export const RunsAs = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('onnx') }),
  z.strictObject({ kind: z.literal('server'), server: ServerCommand }),
]);
export type RunsAs = z.infer<typeof RunsAs>;

export const MLFLOW_SERVER: ServerCommand = {
  argv: ['mlflow', 'models', 'serve', '-m', '{model}', '-p', '{port}', '-h', '{host}', '--env-manager', 'local'],
  protocol: 'invocations',
  env: {},
  model: 'model',
  readySeconds: 120,
};

/** How a version is run where nobody says: by what its flavors are. Null: it cannot be, unless a command is given. */
export function runsAsFor(flavors: readonly string[]): RunsAs | null {
  if (flavors.includes('onnx')) return { kind: 'onnx' };
  return flavors.includes('python_function') ? { kind: 'server', server: MLFLOW_SERVER } : null;
}

/** Of the processes of a server, all together. */
export const ServerFacts = z.object({
  pid: z.number().int(),
  port: z.number().int(),
  /** Since it was last ready for long. */
  restarts: z.number().int(),
  /** Share of one processor. Null: not known. */
  cpu: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  processes: z.number().int().nullable(),
});
export type ServerFacts = z.infer<typeof ServerFacts>;
