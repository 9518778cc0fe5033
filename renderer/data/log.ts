import { useEffect, useState } from 'react';
import type { EventOf, Input } from '../../shared/api/api';
import type { EntityKey } from '../../shared/models/entity';
import { type Failure, failure } from '../../shared/models/failure';
import { backend } from './connect';
import { appendLines, EMPTY_LOG, type LogText } from './log-lines';

export type LogState = EventOf<'deliveries.log'>['state'] | 'lost';
export type Log = LogText & { readonly state: LogState; readonly said: string | null; readonly failure: Failure | null };
export type LogSource = { readonly entity: EntityKey; readonly pod: string; readonly container: string; readonly previous: boolean };

const OPENING: Log = { ...EMPTY_LOG, state: 'opening', said: null, failure: null };
/** Lines from before now that are asked for. */
const TAIL = 1_000;
/** A busy container writes faster than a page can be drawn: lines are taken in at this pace. */
const PACE_MS = 100;

/** Follows a container's log. The newest lines are kept, and how many went before them is told. */
export function useLog({ entity: { connection, kind, id }, pod, container, previous }: LogSource): Log {
  const source = JSON.stringify({ entity: { connection, kind, id }, pod, container, previous, tail: TAIL } satisfies Input<'deliveries.log'>);
  const [held, setHeld] = useState<{ readonly source: string; readonly log: Log }>({ source, log: OPENING });

  useEffect(() => {
    let log = OPENING;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (next: Log) => {
      log = next;
      timer ??= setTimeout(() => {
        timer = undefined;
        setHeld({ source, log });
      }, PACE_MS);
    };
    const stop = backend.watch('deliveries.log', JSON.parse(source) as Input<'deliveries.log'>, {
      event: ({ lines, gap, state, failure: said }) => tell({ ...appendLines(log, lines, gap), state, said, failure: null }),
      lost: () => tell({ ...log, state: 'lost', failure: failure('unreachable', { reason: 'backend-restarted' }) }),
      failed: (reason) => tell({ ...log, state: 'failed', failure: reason }),
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [source]);
  return held.source === source ? held.log : OPENING;
}
