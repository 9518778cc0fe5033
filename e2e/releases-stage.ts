// A workspace with versions of a model, and its services behind a gateway that is none: for tests of how releases are moved.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SILENT } from '../electron/backend/lib/log';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import { createRooms, MIGRATIONS, type Rooms } from '../electron/engine/rooms';
import { type HeldWorkspace, holdWorkspace } from '../electron/engine/workspace/workspace';
import { failureOf } from '../shared/models/failure';
import { DEFAULT_RELEASE, type ReleasePlan, type ServiceCommand } from '../shared/models/service';
import { fakeServings } from './peers/fake-serving';
import { registerModel } from './registered-models';

export const CALL = { signal: new AbortController().signal };
export const connection = 'local-0000000000000000';
/** Two steps that wait for a person. */
export const PLAN: ReleasePlan = DEFAULT_RELEASE;
const MODEL = 'arrivals';
const SERVICE = 'ranker';

export class ReleasesStage {
  readonly folder = mkdtempSync(join(tmpdir(), 'services-'));
  clock = Date.now();
  readonly broken = new Set<string>();
  servings = fakeServings({ broken: this.broken, now: () => this.clock });
  #held: HeldWorkspace | null = null;
  #rooms: Rooms | null = null;
  #entry = 0;

  get held(): HeldWorkspace {
    return needed(this.#held);
  }
  get rooms(): Rooms {
    return needed(this.#rooms);
  }

  /** With two versions of `arrivals`. */
  async open(): Promise<void> {
    await this.up();
    await this.register({ 'model.onnx': 'one' });
    await this.register({ 'model.onnx': 'two' });
  }
  async up(): Promise<void> {
    const now = () => this.clock;
    this.#held = holdWorkspace(this.folder, MIGRATIONS, now);
    const base = { workspace: this.#held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env };
    this.#rooms = await createRooms({ ...base, now, startServing: this.servings.start });
  }
  async down(): Promise<void> {
    await this.rooms.close();
    this.held.close();
  }
  async restart(): Promise<void> {
    await this.down();
    await this.up();
    await until('the gateway to be told of services', () => this.servings.last().puts.length > 0);
  }
  async close(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A version that some run logged, with these files below `model/`. */
  register = (files: Readonly<Record<string, string>>, model = MODEL): Promise<number> =>
    registerModel({ held: this.held, rooms: this.rooms, connection }, model, files);
  spoil = (text: string): void => writeFileSync(new ArtifactStore(this.held.places).path(digestOf(text)), 'anything else');

  service = async (name = SERVICE) => this.rooms.handlers['services.get']({ connection, service: name }, CALL);
  async deliver(command: ServiceCommand, { expected, name = SERVICE }: { expected?: number | null; name?: string } = {}) {
    const found = await this.service(name).catch(() => null);
    const asked = { service: name, uid: `${name}@1`, expected: expected === undefined ? (found?.generation ?? null) : expected };
    return this.rooms.handlers['engine.deliver']({ ...asked, command, by: 'mona', why: 'a reason', entry: ++this.#entry, ledger: 'l' }, CALL);
  }
  start = (version: number, release: ReleasePlan | null = PLAN) => this.deliver({ verb: 'start', model: MODEL, version, release });
  stands = (state: string) => until(`the release to be ${state}`, async () => (await this.service()).release.state === state);
  weights = () => this.servings.last().weightsOf(SERVICE);
  /** Version 1 is stable, and version 2 has a fifth. */
  async atFirstStep(plan = PLAN): Promise<void> {
    await this.start(1);
    await this.stands('stable');
    await this.start(2, plan);
    await until('a fifth for the candidate', () => this.weights()[2] === 20);
  }
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
export const refusal = async (work: Promise<unknown>) => failureOf(await work.catch((error: unknown) => error));

const until = (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => {
    if (!(await isSo())) throw new Error(`waited in vain for ${what}`);
  });

function needed<Of>(thing: Of | null): Of {
  if (thing === null) throw new Error('the stage is not open');
  return thing;
}
