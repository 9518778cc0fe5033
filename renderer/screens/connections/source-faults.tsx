import type { Failure } from '../../../shared/models/failure';
import { FailureState } from '../../ui/failure-state';
import { useWords } from '../../ui/use-words';

export type SourceFaultsProps = { readonly sources: readonly { readonly name: string; readonly failure: Failure | null }[] };

/** What is wrong with kubeconfig files, each by itself: one that is broken does not hide the others. */
export function SourceFaults({ sources }: SourceFaultsProps) {
  const say = useWords();
  return sources.map(
    ({ name, failure }) =>
      failure && <FailureState key={name} compact failure={failure} what={say('connections.add.source', { source: name })} told={[name]} />,
  );
}
