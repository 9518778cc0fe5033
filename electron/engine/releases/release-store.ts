import { z } from 'zod';
import { Failure } from '../../../shared/models/failure';
import { ModelSignature } from '../../../shared/models/model';
import { ServerCommand } from '../../../shared/models/server-command';
import { BY_RULE, DEFAULT_SETTINGS, ReleasePlan, type RuleAct, type ServiceAct, ServiceSettings } from '../../../shared/models/service';
import type { Registry } from '../contract';
import type { ReleaseState } from './release';

const json = z.string().transform((text): unknown => JSON.parse(text)); // written by this room alone
const number = z.number();

const State = z.object({
  state: z.enum(['starting', 'paused', 'stable', 'aborted']),
  since: number,
  stable: number,
  candidate: number.nullable(),
  step: number.nullable(),
  until: number.nullable(),
  held: z.boolean(),
  left: number.nullable(),
  returning: z.boolean(),
  before: z.object({ revision: number, until: number, ms: number }).nullable(),
  waiting: Failure.nullable().default(null),
  lock: Failure.nullable(),
  plan: ReleasePlan,
  generation: number,
}) satisfies z.ZodType<ReleaseState>;

/** One that an older Pilothouse kept has not all that there is to set by now. */
const Settings = json.transform((kept) => (typeof kept === 'object' ? { ...DEFAULT_SETTINGS, ...kept } : kept)).pipe(ServiceSettings);

const ServiceRecord = z
  .object({ name: z.string(), uid: z.string(), created_at: number, model: z.string(), settings: Settings, release: json.pipe(State) })
  .transform(({ created_at: createdAt, ...rest }) => ({ ...rest, createdAt }));
export type ServiceRecord = z.infer<typeof ServiceRecord>;

const RevisionRecord = z
  .object({
    number,
    version: number,
    model_digest: z.string(),
    digest: z.string(),
    bytes: number,
    signature: json.pipe(ModelSignature).nullable(),
    created_at: number,
    by: z.string(),
    why: z.string(),
    ever_stable: number,
    runs: json.pipe(ServerCommand).nullable(),
  })
  .transform(({ model_digest: modelDigest, created_at: createdAt, ever_stable: everStable, runs: server, ...rest }) => ({
    ...rest,
    server,
    modelDigest,
    createdAt,
    everStable: everStable === 1,
  }));
const FileRecord = z.object({ number, path: z.string(), digest: z.string(), bytes: number });
/** `files` of one that a server of the user's answers for: all that are in the folder of the version. */
export type RevisionRecord = z.infer<typeof RevisionRecord> & {
  readonly files: readonly { readonly path: string; readonly digest: string; readonly bytes: number }[];
};

const ActRecord = z.object({
  n: number,
  at: number,
  verb: z.string(),
  revision: number.nullable(),
  weight: number.nullable(),
  by: z.string(),
  why: z.string(),
  failure: json.pipe(Failure).nullable(),
  entry: number.nullable(),
  ledger: z.string().nullable(),
});
const RuleRecord = ActRecord.extend({ service: z.string(), uid: z.string() });

type Value = string | number | null;
const ACTS_SHOWN = 200;

/** Services, their revisions and what was done to them, as they lie in the registry: one question or one change each. */
export class ReleaseStore {
  constructor(private readonly registry: Registry) {}

  #all<T>(row: z.ZodType<T>, sql: string, ...values: Value[]): T[] {
    return z.array(row).parse(this.registry.database.prepare(sql).all(...values));
  }
  #run(sql: string, ...values: Value[]): void {
    this.registry.database.prepare(sql).run(...values);
  }

  #insert(sql: string, values: readonly Value[]): void {
    this.registry.database.prepare(sql).run(...values);
  }

  services = (): ServiceRecord[] => this.#all(ServiceRecord, 'SELECT * FROM service ORDER BY name');
  revisions = (service: string): RevisionRecord[] => {
    const files = this.#all(FileRecord, 'SELECT number, path, digest, bytes FROM service_revision_file WHERE service = ? ORDER BY path', service);
    return this.#all(RevisionRecord, 'SELECT * FROM service_revision WHERE service = ? ORDER BY number', service).map((revision) => ({
      ...revision,
      files: files.filter((file) => file.number === revision.number).map(({ path, digest, bytes }) => ({ path, digest, bytes })),
    }));
  };
  /** Newest first, of the one that has the name now. */
  acts = (service: string): ServiceAct[] =>
    this.#all(
      ActRecord,
      `SELECT * FROM service_act WHERE service = ?1 AND n > (SELECT COALESCE(MAX(n), 0) FROM service_act WHERE service = ?1 AND verb = 'remove')
       ORDER BY n DESC LIMIT ?2`,
      service,
      ACTS_SHOWN,
    );
  /** What rules did and no ledger holds yet, oldest first. */
  unrecorded = (): RuleAct[] =>
    this.#all(
      RuleRecord,
      `SELECT service_act.*, COALESCE(service.uid, service_act.service) AS uid FROM service_act LEFT JOIN service ON service.name = service_act.service
       WHERE service_act.by = ? AND entry IS NULL ORDER BY n LIMIT 100`,
      BY_RULE,
    );

  addService({ name, uid, createdAt, model, settings, release }: ServiceRecord): void {
    this.#run('INSERT INTO service VALUES (?, ?, ?, ?, ?, ?)', name, uid, createdAt, model, JSON.stringify(settings), JSON.stringify(release));
  }
  /** What was done to it stays. */
  removeService(name: string): void {
    this.#run('DELETE FROM service_revision WHERE service = ?', name);
    this.#run('DELETE FROM service WHERE name = ?', name);
  }
  keepRelease = (name: string, release: ReleaseState) => this.#run('UPDATE service SET release = ? WHERE name = ?', JSON.stringify(release), name);
  keepSettings = (name: string, settings: ServiceSettings) => this.#run('UPDATE service SET settings = ? WHERE name = ?', JSON.stringify(settings), name);
  addRevision(
    service: string,
    { number: own, version, modelDigest, digest, bytes, signature, createdAt, by, why, everStable, server, files }: RevisionRecord,
  ): void {
    const text = signature && JSON.stringify(signature);
    this.#insert('INSERT INTO service_revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      service,
      own,
      version,
      modelDigest,
      digest,
      bytes,
      text,
      createdAt,
      by,
      why,
      Number(everStable),
      server && JSON.stringify(server),
    ]);
    for (const { path, digest: kept, bytes: size } of files)
      this.#insert('INSERT INTO service_revision_file VALUES (?, ?, ?, ?, ?)', [service, own, path, kept, size]);
  }
  noteStable = (service: string, revision: number) =>
    this.#run('UPDATE service_revision SET ever_stable = 1 WHERE service = ? AND number = ?', service, revision);
  addAct(service: string, { at, verb, revision, weight, by, why, failure, entry, ledger }: Omit<ServiceAct, 'n'>): void {
    this.#insert('INSERT INTO service_act (service, at, verb, revision, weight, by, why, failure, entry, ledger) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      service,
      at,
      verb,
      revision,
      weight,
      by,
      why,
      failure && JSON.stringify(failure),
      entry,
      ledger,
    ]);
  }
  noteEntry = (n: number, entry: number, ledger: string | null) =>
    this.#run('UPDATE service_act SET entry = ?, ledger = ? WHERE n = ? AND entry IS NULL', entry, ledger, n);
}
