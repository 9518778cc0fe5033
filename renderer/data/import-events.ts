import { useCallback, useState } from 'react';
import type { ImportedEvents } from '../../shared/api/lineage';
import { type Failure, failureOf } from '../../shared/models/failure';
import { bridge } from './bridge';
import { backend } from './connect';
import type { Here } from './workspace';

/** A file of events on its way into the lineage. */
export type Importing =
  | { readonly stage: 'reading'; readonly name: string; readonly stop: () => void }
  | { readonly stage: 'done'; readonly name: string; readonly done: ImportedEvents }
  | { readonly stage: 'failed'; readonly name: string | null; readonly failure: Failure };

export type EventImport = { readonly importing: Importing | null; readonly start: () => void; readonly leave: () => void };

/** Asks for a file in the system's own dialog, and takes facts from it. What was taken before it was stopped stays. */
export function useImportEvents({ connection }: Here): EventImport {
  const [importing, setImporting] = useState<Importing | null>(null);
  const start = useCallback(() => {
    void importPicked(connection, setImporting);
  }, [connection]);
  return { importing, start, leave: useCallback(() => setImporting(null), []) };
}

async function importPicked(connection: string, tell: (importing: Importing | null) => void): Promise<void> {
  let name: string | null = null;
  const stop = new AbortController();
  try {
    const picked = await bridge.pickFile('lineage-events');
    if (picked === null) return;
    if ('failure' in picked) return tell({ stage: 'failed', name, failure: picked.failure });
    name = picked.name;
    tell({ stage: 'reading', name, stop: () => stop.abort() });
    const done = await backend.request('workspaces.importEvents', { connection, file: picked.file }, stop.signal);
    tell({ stage: 'done', name, done });
  } catch (error) {
    const failure = failureOf(error);
    tell(failure.code === 'cancelled' ? null : { stage: 'failed', name, failure });
  }
}
