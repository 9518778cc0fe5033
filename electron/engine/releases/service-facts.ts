import type { LineageNode } from '../../../shared/models/lineage';
import type { Facts } from '../contract';
import { type ReleaseState, weightsOf } from './release';
import type { RevisionRecord, ServiceRecord } from './release-store';

type Looks = ReadonlyMap<string, Omit<LineageNode, 'kind' | 'id' | 'more'>>;
/** Services that are known, by name. */
export type KnownServices = (name: string) => { readonly record: ServiceRecord; readonly revisions: readonly RevisionRecord[] } | undefined;

/** What lineage is told of services: a revision is `name@number`, and is behind its service as long as it has traffic. */
export class ServiceFacts {
  constructor(
    private readonly facts: Facts,
    private readonly now: () => number,
  ) {}

  made({ name, model }: Pick<ServiceRecord, 'name' | 'model'>, { number, version }: RevisionRecord): void {
    const from = { kind: 'model-version', id: `${model}@${version}` } as const;
    this.facts.add({ from, relation: 'serves', to: { kind: 'revision', id: `${name}@${number}` }, at: this.now() });
  }

  moved(name: string, before: ReleaseState | null, next: ReleaseState): void {
    const had = before ? weightsOf(before).map(({ revision }) => revision) : [];
    const has = weightsOf(next).map(({ revision }) => revision);
    const tie = (revision: number) =>
      ({ from: { kind: 'revision', id: `${name}@${revision}` }, relation: 'behind', to: { kind: 'service', id: name } }) as const;
    for (const revision of had) if (!has.includes(revision)) this.facts.end(tie(revision), this.now());
    for (const revision of has) this.facts.add({ ...tie(revision), at: this.now() });
  }

  removed({ name, release }: Pick<ServiceRecord, 'name' | 'release'>): void {
    for (const { revision } of weightsOf(release))
      this.facts.end({ from: { kind: 'revision', id: `${name}@${revision}` }, relation: 'behind', to: { kind: 'service', id: name } }, this.now());
  }

  /** How they look in a graph. */
  describe(known: KnownServices): void {
    this.facts.describe('service', (ids) => looksOf(ids, (id) => serviceLook(known(id)?.record)));
    this.facts.describe('revision', (ids) =>
      looksOf(ids, (id) => {
        const at = id.lastIndexOf('@');
        const service = known(id.slice(0, at));
        return revisionLook(
          service?.record,
          service?.revisions.find(({ number }) => number === Number(id.slice(at + 1))),
        );
      }),
    );
  }
}

type Look = Omit<LineageNode, 'kind' | 'id' | 'more'>;
const looksOf = (ids: readonly string[], look: (id: string) => Look | null): Looks =>
  new Map(
    ids.flatMap((id) => {
      const found = look(id);
      return found ? [[id, found] as const] : [];
    }),
  );

const LOOKS = { starting: 'busy', paused: 'busy', stable: 'good', aborted: 'bad' } as const;
const serviceLook = (service: ServiceRecord | undefined): Look | null =>
  service ? { title: service.name, detail: service.model, at: service.createdAt, state: LOOKS[service.release.state] } : null;

function revisionLook(service: ServiceRecord | undefined, revision: RevisionRecord | undefined): Look | null {
  if (!service || !revision) return null;
  const { release, model, name } = service;
  const isCandidate = release.candidate === revision.number;
  const state = isCandidate ? LOOKS[release.state] : release.stable === revision.number ? 'good' : 'none';
  return { title: `${name} r${revision.number}`, detail: `${model} v${revision.version}`, at: revision.createdAt, state };
}
