// What the engine and its serving thread say to each other. The thread owns the gateway and the models; it knows no registry.
import type { Failure } from '../../../shared/models/failure';
import type { ModelSignature } from '../../../shared/models/model';
import type { ServerCommand, ServerFacts } from '../../../shared/models/server-command';
import type { PayloadState } from '../../../shared/models/payload';
import type { ArmBucket, HostState, SeenRequest, ServiceSettings } from '../../../shared/models/service';

/** A revision that is to be loaded, whether it has traffic or not. */
export type HeldRevision = {
  readonly revision: number;
  readonly digest: string;
  /** The ONNX file, content-addressed: it never changes. */
  readonly path: string;
  readonly bytes: number;
  readonly signature: ModelSignature | null;
  /** A server of the user's answers for it. Absent: the file is loaded in the engine. */
  readonly server?: HeldServer;
};

export type HeldServer = {
  readonly command: ServerCommand;
  /** Of the version: the path in its folder, and the file that holds the bytes. */
  readonly files: readonly { readonly path: string; readonly file: string; readonly bytes: number }[];
};

/** What a service shall be. Weights add up to 100 over revisions that are held. */
export type WantedService = {
  readonly name: string;
  readonly settings: ServiceSettings;
  readonly held: readonly HeldRevision[];
  readonly weights: readonly { readonly revision: number; readonly weight: number }[];
};

export type GatewayOptions = {
  /** Services that will be put soon: until then they are not ready, and not unknown. */
  readonly awaited?: readonly string[];
  /** Null: any. */
  readonly port: number | null;
  /** SHA-256 of the tokens that are let in, hex. */
  readonly tokens: readonly string[];
  /** Where payload logs are written, a folder for each service; absent: nowhere. Its parent must be there. */
  readonly payloads?: string;
};

/** Runs models behind one address. Everything is told whole: what is not named any more is drained and unloaded. */
export interface Serving {
  readonly uri: string;
  /**
   * Loads what is held; once every revision with weight is ready, moves all weights in one turn and resolves. What has no weight goes on
   * loading behind (`onHost`). Throws AppError where one with weight cannot be loaded: weights stay as they were. A later `put`
   * of the service ends one that waits (`cancelled`).
   */
  put(service: WantedService): Promise<void>;
  /** Answers what is under way, then lets go of it. */
  remove(name: string): Promise<void>;
  hosts(): ReadonlyMap<string, ReadonlyMap<number, HostState>>;
  onHost(listener: (service: string, revision: number, state: HostState) => void): () => void;
  /** How the payload logs stand, by service. */
  payloads(): ReadonlyMap<string, PayloadState>;
  onPayload(listener: (service: string, state: PayloadState) => void): () => void;
  figures(service: string, since: number, bucketMs: number | null): Promise<readonly ArmBucket[]>;
  requests(service: string): Promise<readonly SeenRequest[]>;
  infer(
    service: string,
    revision: number | null,
    body: string,
  ): Promise<{ readonly status: number; readonly revision: number | null; readonly ms: number; readonly body: string }>;
  close(): Promise<void>;
}

/** What a supervised server is told of. `ready` comes again after each restart; after `failed` it is given up. */
export type ServerNews =
  | { readonly state: 'starting'; readonly failure: Failure | null }
  | { readonly state: 'ready'; readonly port: number; readonly readyMs: number }
  | { readonly state: 'failed'; readonly failure: Failure };

/** Processes of the user's that answer for a revision: started, watched, started again, ended. They are children of the engine's main thread. */
export interface Servers {
  start(wanted: WantedServer, onNews: (news: ServerNews) => void): SupervisedServer;
}
export type WantedServer = HeldServer & { readonly service: string; readonly revision: number };
export interface SupervisedServer {
  /** Null while no process of it is there. */
  facts(): ServerFacts | null;
  /** Politely, then firmly; resolves once no process of it is left. */
  stop(): Promise<void>;
}

/** Brings the gateway up. Throws AppError `local` `port-taken`. */
export type StartServing = (options: GatewayOptions & { readonly servers?: Servers }) => Promise<Serving>;

/** One input or output; a dimension that is a text is the caller's to choose. */
export type TriedTensor = { readonly name: string; readonly datatype: string; readonly shape: readonly (number | string)[] };

/** A model in a thread of its own, apart from any service: for what is found out before it serves. */
export interface TriedModel {
  readonly inputs: readonly TriedTensor[];
  readonly outputs: readonly TriedTensor[];
  readonly loadMs: number;
  /** What the process grew by, as far as that can be told. */
  readonly grownBytes: number;
  /** A body of the Open Inference Protocol, as a client sends it. `ms` in its thread. Settles, also where the thread ends. */
  infer(body: string): Promise<{ readonly status: number; readonly body: string; readonly ms: number }>;
  close(): Promise<void>;
}

/** Loads a model to be tried. Throws AppError: why it cannot be loaded. */
export type TryModel = (file: { readonly digest: string; readonly path: string; readonly bytes: number }) => Promise<TriedModel>;

/** Why a model cannot be loaded or a request not be answered; `reason` has words. */
export type ServingFailure = Failure;
