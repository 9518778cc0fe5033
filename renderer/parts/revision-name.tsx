import type { RevisionRef } from '../../shared/models/delivery';
import { useWords } from '../ui/use-words';

/** A revision by its number, or by the engine's own key. */
export function RevisionName({ revision: { number, key } }: { readonly revision: Pick<RevisionRef, 'number' | 'key'> }) {
  const say = useWords();
  if (number !== null) return <bdi title={key ?? undefined}>{say('actions.revision', { number })}</bdi>;
  return key === null ? <span>{say('actions.revision.unnamed')}</span> : <bdi dir="ltr">{key}</bdi>;
}
