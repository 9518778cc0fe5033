import { ABSURD_OBJECTS, type ReplayFault, status } from './faults';
import { deploymentOf, type Row, type World } from './world';

/** Pages of one list are all of the moment of its first. So many such moments are kept. */
const MOMENTS_MAX = 20;
const VERSION_BEFORE_ALL = 1;

export type ListAnswer = { readonly code: number; readonly body: string };

/** Paged lists of a world. */
export class Lists {
  readonly #moments = new Map<string, { rows: readonly Row[]; version: number }>();
  #nextMoment = 0;
  readonly #world: World;
  readonly #pageMax: number;

  /** A server may give shorter pages than it was asked for: `pageMax`. */
  constructor(world: World, pageMax = Number.POSITIVE_INFINITY) {
    this.#world = world;
    this.#pageMax = pageMax;
  }

  answer(query: URLSearchParams, namespace: string | null, fault: ReplayFault): ListAnswer {
    const token = query.get('continue') ?? '';
    if (token !== '' && fault.kind === 'unauthorized-page') return refusal(401, 'Unauthorized', 'Unauthorized');
    const [id = '', start = '0'] = token.split('.');
    const moment = token === '' ? this.#now(namespace) : this.#moments.get(id);
    if (!moment || (token !== '' && fault.kind === 'expired-page')) return refusal(410, 'Expired', 'The provided continue parameter is too old');

    const limit = Math.min(Number(query.get('limit') ?? 0) || Number.POSITIVE_INFINITY, this.#pageMax);
    const from = fault.kind === 'endless-list' ? 0 : Number(start);
    const page = moment.rows.slice(from, from + limit);
    const left = fault.kind === 'endless-list' ? moment.rows.length : moment.rows.length - from - page.length;
    let next = '';
    if (left > 0) next = `${token === '' ? this.#keep(moment) : id}.${from + page.length}`;
    const items: unknown[] = page.map((row) => deploymentOf(row));
    if (fault.kind === 'absurd-objects' && token === '') items.unshift(...ABSURD_OBJECTS);
    const metadata = { resourceVersion: String(moment.version), ...(left > 0 && { continue: next, remainingItemCount: left }) };
    const body = JSON.stringify({ kind: 'DeploymentList', apiVersion: 'apps/v1', metadata, items });
    return { code: 200, body: fault.kind === 'truncated-list' ? body.slice(0, -Math.floor(body.length / 3)) : body };
  }

  #now(namespace: string | null) {
    const all = [...this.#world.rows.values()];
    return { rows: namespace === null ? all : all.filter((row) => row.namespace === namespace), version: Math.max(this.#world.version, VERSION_BEFORE_ALL) };
  }

  #keep(moment: { rows: readonly Row[]; version: number }): string {
    const id = String(this.#nextMoment++);
    this.#moments.set(id, moment);
    const oldest = this.#moments.keys().next().value;
    if (this.#moments.size > MOMENTS_MAX && oldest !== undefined) this.#moments.delete(oldest);
    return id;
  }
}

export const refusal = (code: number, reason: string, message: string): ListAnswer => ({ code, body: JSON.stringify(status(code, reason, message)) });
