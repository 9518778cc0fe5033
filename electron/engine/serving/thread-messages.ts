// What the threads say to each other. Each is ours and built with the others, so nothing is parsed twice.
import type { Failure } from '../../../shared/models/failure';
import type { LiveCounts, LiveWanted } from '../../../shared/models/live-counts';
import type { PayloadSettings, PayloadState } from '../../../shared/models/payload';
import type { ArmBucket, Batching, HostState, SeenRequest, ShadowBucket } from '../../../shared/models/service';
import type { Door, GatewayOptions, ServerNews, WantedServer, WantedService } from './contract';
import type { Body, ModelSpec } from './protocol/read-request';

/** How a thread of ours is started: its file, and what Node needs to read it. */
export type ThreadEntry = { readonly file: string; readonly execArgv: readonly string[] };

export type ThreadRole =
  | { readonly role: 'gateway'; readonly entry: ThreadEntry; readonly options: GatewayOptions; readonly version: string }
  | { readonly role: 'model'; readonly service: string; readonly revision: number; readonly path: string; readonly threads: number }
  | { readonly role: 'payloads'; readonly folder: string }
  | { readonly role: 'counts' };

// The engine and the gateway's thread.
export type Tried = { readonly status: number; readonly revision: number | null; readonly ms: number; readonly body: string };
export type Question =
  | { readonly type: 'put'; readonly service: WantedService }
  | { readonly type: 'remove'; readonly name: string }
  | { readonly type: 'figures'; readonly name: string; readonly since: number; readonly bucketMs: number | null }
  | { readonly type: 'shadows'; readonly name: string; readonly since: number; readonly bucketMs: number | null }
  | { readonly type: 'requests'; readonly name: string }
  | { readonly type: 'infer'; readonly name: string; readonly revision: number | null; readonly body: string }
  | { readonly type: 'recount'; readonly name: string }
  /** Null: what was asked for under the number is wanted no more. */
  | { readonly type: 'count'; readonly number: number; readonly wanted: LiveWanted | null }
  | { readonly type: 'door'; readonly door: Door | null }
  | { readonly type: 'close' };
export type Reply = {
  door: null;
  recount: null;
  count: null;
  put: null;
  remove: null;
  figures: readonly ArmBucket[];
  shadows: readonly ShadowBucket[];
  requests: readonly SeenRequest[];
  infer: Tried;
  close: null;
};

export type ToGateway =
  | (Question & { readonly id: number })
  /** Of the server that was asked for under the number; null: no process of it is left. */
  | { readonly type: 'server'; readonly number: number; readonly news: ServerNews | null };
export type FromGateway =
  | { readonly type: 'up'; readonly uri: string; readonly port: number }
  | { readonly type: 'down'; readonly failure: Failure }
  | { readonly type: 'answer'; readonly id: number; readonly result: Reply[Question['type']] }
  | { readonly type: 'refusal'; readonly id: number; readonly failure: Failure }
  /** Null: the server under the number is to end. */
  | { readonly type: 'server'; readonly number: number; readonly wanted: WantedServer | null }
  /** Null: it is held no more. */
  | { readonly type: 'host'; readonly service: string; readonly revision: number; readonly state: HostState | null }
  | { readonly type: 'payload'; readonly service: string; readonly state: PayloadState }
  | { readonly type: 'counts'; readonly number: number; readonly counts: LiveCounts }
  | { readonly type: 'log'; readonly level: 'warn' | 'error'; readonly message: string; readonly text: string };

// The gateway's thread and the thread of a model. What came in one turn of the loop goes as one list: a message costs more than what it holds.
/** A request for the model: its number, the id for one that brings none, the body, and how much of it is JSON where binary data follows. */
export type Job = readonly [number: number, id: string, content: string | Uint8Array, head: number | null];
/** How it went: the status, the body, how much of that is JSON where binary data follows, the id, and how long the model took, ms. */
export type Done = readonly [number: number, status: number, content: string | Uint8Array, head: number | null, id: string, ms: number];

/** `end`: once what it does is done. A thread that is terminated within ONNX Runtime takes the whole process with it. */
export type ToModel = readonly Job[] | { readonly batching: Batching | null } | { readonly end: true };
export type FromModel =
  | { readonly type: 'ready'; readonly spec: ModelSpec; readonly loadMs: number }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'batches'; readonly batches: NonNullable<HostState['batches']> }
  | { readonly type: 'done'; readonly done: readonly Done[] };

// The gateway's thread and the one that writes payload logs.
/** A request that was sampled, and its answer. A body that is too long to be kept is null. */
export type PayloadRow = {
  readonly at: number;
  readonly id: string;
  readonly revision: number;
  readonly status: number;
  readonly ms: number;
  readonly request: Body | null;
  readonly response: Body | null;
  /** Its answer went to nobody. */
  readonly shadow?: true;
};
export type ToPayloads =
  | { readonly type: 'keep'; readonly service: string; readonly settings: PayloadSettings }
  | { readonly type: 'rows'; readonly service: string; readonly rows: readonly PayloadRow[] }
  | { readonly type: 'close' };
export type FromPayloads =
  /** As the thread knows it: of what it was given. `bytes`: of rows that it is done with since it said so last, written or lost. */
  { readonly type: 'state'; readonly service: string; readonly state: PayloadState; readonly bytes: number } | { readonly type: 'closed' };

// The gateway's thread and the one that counts what was answered.
/** When it was asked, the revision that answered, and both bodies; null: one that is too long. */
export type CountedRow = readonly [at: number, revision: number, request: Body | null, response: Body | null];
export type ToCounts =
  | { readonly type: 'want'; readonly number: number; readonly wanted: LiveWanted | null }
  | { readonly type: 'features'; readonly service: string; readonly features: PayloadSettings['features'] }
  /** `lost`: more that came and is not among them. */
  | { readonly type: 'rows'; readonly service: string; readonly rows: readonly CountedRow[]; readonly bytes: number; readonly lost: number };
export type FromCounts =
  | { readonly type: 'counts'; readonly number: number; readonly counts: LiveCounts }
  /** Bytes of rows that it is done with. */
  | { readonly type: 'done'; readonly bytes: number };
