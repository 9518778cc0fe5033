import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '../../electron/backend/backend';
import { createLog } from '../../electron/backend/lib/log';
import { createClient } from '../../shared/api/client';
import type { Failure } from '../../shared/models/failure';
import { addAll } from './backend-role';

/** A profile of the app that has been in use: its connections are made, and their last state is on disk. */
export type Profile = { readonly folder: string; readonly env: Readonly<Record<string, string>>; remove(): void };

/** The app begins where it was left. */
export function leaveAt(folder: string, route: string): void {
  writeFileSync(join(folder, 'shell.json'), JSON.stringify({ bounds: null, maximised: false, fullScreen: false, zoomLevel: 0, route }));
}

export async function usedProfile(kubeconfig: string, rows: number): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  const path = join(folder, 'bench.kubeconfig');
  writeFileSync(path, kubeconfig, { mode: 0o600 });
  const env = { KUBECONFIG: path };
  const backend = createBackend({ dataFolder: join(folder, 'data'), log: createLog(() => undefined), env: { ...process.env, ...env } });
  const client = createClient(backend.connect());
  let seen = 0;
  await new Promise<void>((resolve, reject) => {
    const failed = (failure: Failure) => reject(new Error(JSON.stringify(failure)));
    client.watch(
      'entities.watch',
      { kind: 'delivery', fields: ['name'] },
      ({ put }) => {
        seen += put.length;
        if (seen >= rows) resolve();
      },
      failed,
    );
    addAll(client).catch(reject);
  });
  backend.close();
  leaveAt(folder, '#/deliveries'); // its rows are what is measured
  return { folder, env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
