import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBackend } from './backend-under-test';
import { type Bed, startBed } from './peers/bed';

const CERTIFICATE_SECONDS = 6;

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'] });
  await bed.kubectl('create', 'deployment', 'fraud-scorer', '--image=registry.example/a:1', '--replicas=0');
}, 90_000);
afterAll(() => bed.stop());

test('an expired client certificate is said as such, and the new one is taken up; then the authority of the cluster changes, and that is said too', async () => {
  const kubeconfig = await bed.mint({ kind: 'cert', user: 'viewer', ttlSeconds: CERTIFICATE_SECONDS, as: 'short' });
  const app = startBackend([kubeconfig]);
  try {
    const [id = ''] = await app.addAll();
    const reason = () => {
      const fresh = app.freshness.get(id);
      return fresh && 'failure' in fresh ? `${fresh.failure.code} ${fresh.failure.detail.reason}` : fresh?.state;
    };
    await app.until('it is live', () => reason() === 'live');
    await sleep(CERTIFICATE_SECONDS * 1000);
    await bed.restart();
    await app.until('the expired certificate is said', () => reason() === 'unauthenticated client-certificate-expired', 60_000);
    expect([...app.rows.values()]).toMatchObject([{ name: 'fraud-scorer' }]);

    await bed.mint({ kind: 'cert', user: 'viewer', ttlSeconds: 3_600, as: 'short' });
    await app.until('it is live again', () => reason() === 'live', 60_000);

    await bed.restart({ renew: true });
    await app.until('the foreign authority is said', () => reason() === 'unreachable certificate-untrusted', 60_000);
    writeFileSync(kubeconfig, readFileSync(await bed.mint({ kind: 'cert', user: 'viewer', ttlSeconds: 3_600, as: 'renewed' })));
    await app.until('it is live again', () => reason() === 'live', 60_000);
  } finally {
    app.close();
  }
}, 180_000);
