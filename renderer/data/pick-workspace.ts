import { useCallback, useState } from 'react';
import { type Failure, failureOf } from '../../shared/models/failure';
import { bridge } from './bridge';

/** Asks for a folder in the system's own dialog, and opens it as a workspace. That it is open is told by `useWorkspaces`. */
export function usePickWorkspace(): { readonly pick: () => void; readonly failure: Failure | null } {
  const [failure, setFailure] = useState<Failure | null>(null);
  const pick = useCallback(() => {
    setFailure(null);
    bridge.pickWorkspace().then(
      (result) => setFailure(result.failure),
      (error: unknown) => setFailure(failureOf(error)),
    );
  }, []);
  return { pick, failure };
}
