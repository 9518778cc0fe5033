// What the engine and its serving thread say to each other. The thread owns the gateway and the models; it knows no registry.
import type { Failure } from '../../../shared/models/failure';
import type { ModelSignature } from '../../../shared/models/model';
import type { ServerCommand, ServerFacts } from '../../../shared/models/server-command';
import type { LiveCounts, LiveWanted } from '../../../shared/models/live-counts';
import type { PayloadState } from '../../../shared/models/payload';
import type { ArmBucket, HostState, SeenRequest, ServiceSettings, ShadowBucket } from '../../../shared/models/service';

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
  /** Is sent a share (per cent) of what others answer, and answers nobody. Null or absent: none is. */
  readonly shadow?: Shadow | null;
};

export type Shadow = { readonly revision: number; readonly share: number };

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

/** The gateway's address beyond loopback. */
export type Door = {
  readonly host: string;
  readonly port: number;
  /** PEM: the certificate and those above it, and the key. */
  readonly certificate: string;
  readonly key: string;
  /** The only ones that are let in there. `hash`: SHA-256, hex; `until`: epoch ms, null without end. */
  readonly tokens: readonly DoorToken[];
};
export type DoorToken = { readonly hash: string; readonly until: number | null };

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
  /** Somebody else removed files of its log: they are counted anew. */
  recountPayloads(service: string): Promise<void>;
  onPayload(listener: (service: string, state: PayloadState) => void): () => void;
  /** Counts what a service answers from now on, until it is stopped. Tells what that comes to: at once, then about every second while there is more. */
  countLive(wanted: LiveWanted, onCounts: (counts: LiveCounts) => void): () => void;
  /** Is reached beyond loopback too, as told; null: at once not any more. Throws AppError where it cannot listen: what was before stays. */
  door(door: Door | null): Promise<void>;
  /** How the door stands after the gateway was lost, or came back: why it is not open, or null. */
  onDoor(listener: (why: Failure | null) => void): () => void;
  figures(service: string, since: number, bucketMs: number | null): Promise<readonly ArmBucket[]>;
  /** What was sent to candidates as shadows, apart from `figures`. */
  shadows(service: string, since: number, bucketMs: number | null): Promise<readonly ShadowBucket[]>;
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
  /** As `facts`, looked at just now. */
  measure(): Promise<ServerFacts | null>;
  /** Politely, then firmly; resolves once no process of it is left. */
  stop(): Promise<void>;
}

/** Brings the gateway up. Throws AppError `local` `port-taken`. */
export type StartServing = (options: GatewayOptions & { readonly servers?: Servers }) => Promise<Serving>;

/** One input or output; a dimension that is a text is the caller's to choose. */
export type TriedTensor = { readonly name: string; readonly datatype: string; readonly shape: readonly (number | string)[] };

/** A model apart from any service, in a thread or in a server of its own: for what is found out before it serves. */
export interface TriedModel {
  readonly inputs: readonly TriedTensor[];
  readonly outputs: readonly TriedTensor[];
  /** Who says what it takes and gives: the model, what it was registered with, or nobody. */
  readonly toldBy: 'model' | 'signature' | 'nobody';
  readonly loadMs: number;
  /** What the engine grew by, or what the processes of a server take; as far as that can be told, else NaN. */
  readonly grownBytes: number;
  /** Of a server of the user's: what its processes take now; null where that cannot be told. */
  readonly memoryBytes?: () => Promise<number | null>;
  /** A body of the Open Inference Protocol, as a client sends it. `ms` where it is computed. Settles, also where the thread or the server ends. */
  infer(body: string): Promise<{ readonly status: number; readonly body: string; readonly ms: number }>;
  close(): Promise<void>;
}

/** Loads a model to be tried. Throws AppError: why it cannot be loaded. */
export type TryModel = (file: { readonly digest: string; readonly path: string; readonly bytes: number }) => Promise<TriedModel>;

/** Starts a server of the user's to be tried, and waits until it is ready. Throws AppError: why it is not. Nothing of it is left once it threw, or was closed. */
export type TryServer = (held: HeldServer & { readonly signature: ModelSignature | null }, signal: AbortSignal) => Promise<TriedModel>;

/** Why a model cannot be loaded or a request not be answered; `reason` has words. */
export type ServingFailure = Failure;
