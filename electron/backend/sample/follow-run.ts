import type { z } from 'zod';
import { runsApi } from '../../../shared/api/runs';
import { AppError, failure } from '../../../shared/models/failure';
import type { RunState } from '../../../shared/models/run';
import type { EngineLink } from '../workspaces/engine-link';

const Live = runsApi['runs.live'].event;
type Live = z.output<typeof Live>;

const isEnded = (state: RunState): boolean => state === 'finished' || state === 'failed' || state === 'killed';

/** Why a run is no success. */
export const runFailure = ({ exit, state }: Pick<Live, 'exit' | 'state'>, run: string): AppError =>
  new AppError(exit?.failure ?? failure('local', { reason: 'run-not-finished', text: exit?.lastLines.join('\n') ?? '', values: { run, state } }));

/** Resolves when it has ended well. @throws AppError why it did not, or what the engine says when it goes away meanwhile */
export function followRun(link: EngineLink, connection: string, run: string, onShare: (share: number | null) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop: (() => void) | undefined; // a link that is lost says so before there is anything to stop
    const end = (done: () => void) => {
      signal.removeEventListener('abort', abort);
      stop?.();
      done();
    };
    const abort = () => end(() => reject(new AppError(failure('cancelled'))));
    signal.addEventListener('abort', abort);
    stop = link.watch(
      'runs.live',
      { connection, run },
      {
        event(event, ack) {
          ack();
          const live = Live.parse(event);
          if (!isEnded(live.state)) return onShare(live.progress.done);
          end(() => (live.state === 'finished' ? resolve() : reject(runFailure(live, run))));
        },
        failed: (reason) => end(() => reject(new AppError(reason))),
      },
    );
  });
}
