import type { ModelSignature } from '../../../shared/models/model';
import { AppError, failure } from '../../../shared/models/failure';
import type { RunsAs } from '../../../shared/models/server-command';
import type { Artifacts, FindServable, FindWhole } from '../contract';
import type { TriedModel, TryModel, TryServer } from '../serving/contract';

export type ModelParts = {
  readonly artifacts: Artifacts;
  readonly findServable: FindServable;
  readonly findWhole: FindWhole;
  /** Absent where no model can be loaded. */
  readonly tryModel: TryModel | undefined;
  readonly tryServer: TryServer;
};

/** A version, and how it is run. */
export type Subject = { readonly version: number; readonly runs: RunsAs };

/** A version whose bytes were read a moment ago. */
export type Found = {
  readonly version: number;
  readonly runs: RunsAs;
  /** Of the version. */
  readonly digest: string;
  readonly bytes: number;
  /** What is kept of it as evidence. */
  readonly facts: Readonly<Record<string, unknown>>;
  open(): Promise<TriedModel>;
};

/** Versions of one model while they are tried. Whatever was opened is closed in the end, however the check ends. */
export class TriedModels {
  readonly #open = new Set<TriedModel>();
  /** Servers that are not ready yet: they end by the signal. */
  readonly #starting = new Set<Promise<unknown>>();

  constructor(
    private readonly parts: ModelParts,
    private readonly model: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Reads all bytes of a version. @throws AppError, as `FindServable` */
  async find({ version, runs }: Subject): Promise<Found> {
    const { artifacts, findServable, findWhole, tryModel, tryServer } = this.parts;
    if (runs.kind === 'onnx') {
      const { digest, file, signature } = await findServable(this.model, version, this.signal);
      if (!tryModel) throw new AppError(failure('unsupported', { text: 'no model can be loaded here' }));
      const open = () => this.#track(tryModel({ digest: file.digest, bytes: file.bytes, path: artifacts.path(file.digest) }));
      return { version, runs, digest, bytes: file.bytes, facts: { digest, file, signatureOfFile: signature }, open };
    }
    const { digest, files, signature } = await findWhole(this.model, version, this.signal);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const held = files.map((file) => ({ path: file.path, file: artifacts.path(file.digest), bytes: file.bytes }));
    const wanted = { command: runs.server, files: held, signature };
    const open = () => {
      const starting = this.#track(tryServer(wanted, this.signal));
      const settled = starting.catch(() => undefined).finally(() => this.#starting.delete(settled));
      this.#starting.add(settled);
      return starting;
    };
    return { version, runs, digest, bytes, facts: { digest, files, server: runs.server }, open };
  }

  async #track(opening: Promise<TriedModel>): Promise<TriedModel> {
    const model = await opening;
    const tracked: TriedModel = {
      ...model,
      close: async () => {
        this.#open.delete(tracked);
        await model.close();
      },
    };
    this.#open.add(tracked);
    if (!this.signal.aborted) return tracked;
    await letGo(tracked); // it came up while the check was ended
    throw new AppError(failure('cancelled'));
  }

  /** @returns once no process of a server is left */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#open].map(letGo)); // what could not be ended is in the log
    await Promise.allSettled(this.#starting);
  }
}

/** A server is waited for until nothing of it is left; a thread that computes ends when it has done, and keeps nobody waiting. */
export async function letGo(model: TriedModel | null | undefined): Promise<void> {
  const closing = model?.close();
  if (model?.memoryBytes) await closing;
}

/** Of a version as it was registered, for those who compare. */
export type Registered = { readonly flavors: readonly string[]; readonly signature: ModelSignature | null };
