import { expect } from '@playwright/test';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { test } from '../app';
import { connectAll, screenLink } from '../journeys/steps';
import { startBed } from '../peers/bed';

/** The only way out of this network (enter.sh): every packet that wants to leave passes it, name look-ups too. */
const WAY_OUT = 'way-out';

function packetsOut(device: string): number {
  const line = readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .find((text) => text.trim().startsWith(`${device}:`));
  if (!line) throw new Error(`there is no ${device}: this is not the network that enter.sh makes`);
  return Number(line.split(':')[1]?.trim().split(/\s+/)[9]);
}

/** Shows that the counter counts: one packet to a host of this network that does not exist. */
async function sendOne(): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.send('hello', 9, '10.99.0.2', (error) => (error ? reject(error) : resolve())));
  socket.close();
}

test('with a cluster connected, not one packet leaves but to the address that was configured', async ({ launch }) => {
  await sendOne();
  await expect.poll(() => packetsOut(WAY_OUT)).toBeGreaterThan(0);
  const bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'] });
  try {
    await bed.kubectl('create', 'deployment', 'only-one', '--image=registry.example/a:1', '--replicas=0');
    const [out, within] = [packetsOut(WAY_OUT), packetsOut('lo')];
    const app = await launch({ env: { KUBECONFIG: bed.kubeconfig('admin') } });
    await connectAll(app);
    for (const screen of ['Deliveries', 'Settings', 'About', 'Connections', 'Deliveries'] as const) await screenLink(app, screen).click();
    await expect(app.page.getByRole('row', { name: /only-one/ })).toBeVisible();
    await app.page.waitForTimeout(10_000);
    await app.page.reload();
    await expect(app.page.getByRole('row', { name: /only-one/ })).toBeVisible();
    await app.quit();
    expect(packetsOut('lo') - within).toBeGreaterThan(10);
    expect(packetsOut(WAY_OUT) - out).toBe(0);
  } finally {
    await bed.stop();
  }
});
