import { expect, it } from 'vitest';
import { bedBinaries, startBed } from '../../../../e2e/peers/bed';
import { RecordingSink } from '../../../../e2e/peers/recording-sink';
import { openSession, SOON } from '../../../../e2e/rollouts-stage';
import { argoRollouts } from './connector';

it('is absent without a fault where the cluster has no Rollouts, and there once it has', async () => {
  const bare = await startBed({ without: ['kcm', 'scheduler', 'kwok'] });
  const { session, close } = openSession(bare);
  const sink = new RecordingSink();
  const absent: string[] = [];
  const abort = new AbortController();
  try {
    argoRollouts.watch(
      session,
      { connection: 'bare', kind: 'delivery', namespaces: null },
      Object.assign(sink, { absent: (scope: string) => absent.push(scope) }),
      abort.signal,
    );
    await expect.poll(() => absent, SOON).toEqual(['']);
    expect(sink.names()).not.toContain('broken');
    await bare.createCrds(`${bedBinaries()}/crds/argo-rollouts`);
    session.retry();
    await sink.untilState('live');
  } finally {
    abort.abort();
    close();
    await bare.stop();
  }
}, 60_000);
