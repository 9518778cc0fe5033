import type { Input } from '../../shared/api/api';
import { type Failure, failureOf } from '../../shared/models/failure';
import { bridge } from './bridge';
import { backend } from './connect';

type Evidence = Omit<Input<'workspaces.saveEvidence'>, 'file'>;
export type Saved = { readonly state: 'saved'; readonly name: string } | { readonly state: 'left' } | { readonly state: 'failed'; readonly failure: Failure };

/** Asks where it is to be written; whoever keeps it writes it there, however long it is, and holds its bytes against its digest. */
export async function saveEvidence(evidence: Evidence, name: string): Promise<Saved> {
  try {
    const picked = await bridge.pickPlace({ name });
    if (picked === null) return { state: 'left' };
    if ('failure' in picked) return { state: 'failed', failure: picked.failure };
    await backend.request('workspaces.saveEvidence', { ...evidence, file: picked.file });
    return { state: 'saved', name: picked.name };
  } catch (error) {
    return { state: 'failed', failure: failureOf(error) };
  }
}
