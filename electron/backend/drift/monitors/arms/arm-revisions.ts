import type { Delivery } from '../../../../../shared/models/delivery';

/** A revision by what its engine tells it apart by: a key (a hash, a name), and its number where it counts them. */
export type ArmRevision = { readonly key: string; readonly number: number | null };
/** Both revisions of a delivery, and since when the split between them is what it is; null where nobody knows. */
export type Arms = { readonly stable: ArmRevision; readonly candidate: ArmRevision; readonly since: number | null };
export type Both<Of> = { readonly stable: Of; readonly candidate: Of };

/** Null: nothing is under way. */
export function armsOfDelivery({ stableKey, candidateKey, revision, since }: Pick<Delivery, 'stableKey' | 'candidateKey' | 'revision' | 'since'>): Arms | null {
  if (stableKey === null || candidateKey === null || stableKey === candidateKey) return null;
  return { stable: { key: stableKey, number: null }, candidate: { key: candidateKey, number: revision }, since };
}

/** Knative numbers its revisions in five digits: `ranker-predictor-00002`. */
const KNATIVE = /-(\d{5})$/;

/** Whether a payload that says this of itself was answered by that revision: its key, a name that has the key for a part (`ranker-7d9f8c-xk2p9`), or its number. */
export function isOfRevision(said: string, { key, number }: ArmRevision): boolean {
  if (said === key || said.split(/[-./:]/).includes(key)) return true;
  if (number === null) return false;
  const [, counted] = KNATIVE.exec(said) ?? [];
  return said === String(number) || (counted !== undefined && Number(counted) === number);
}

/** What payloads say, by the arm that they are of. What both would be is neither's. */
export function armsSaid(said: readonly string[], { stable, candidate }: Arms): Both<string[]> {
  const of = (one: ArmRevision, other: ArmRevision) => said.filter((each) => isOfRevision(each, one) && !isOfRevision(each, other));
  return { stable: of(stable, candidate), candidate: of(candidate, stable) };
}
