import { expect } from '@playwright/test';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../app';
import { newFolder } from '../new-folder';
import { call, codeOf } from '../door-stage';
import { createAuthority } from '../peers/certificates';
import { pickPorts } from '../peers/ports';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

// The services of a workspace are opened to other machines, called over TLS with a token, given another token, and closed again.

const MODEL = 'late-arrival';
/** Every address: a test may run where there is none that others reach. */
const EVERY = '0.0.0.0';
const READY = '/v2/health/ready';

let folder: string;
let stage: WorkspaceStage;
test.beforeEach(async () => {
  mkdirSync(PICTURES, { recursive: true });
  folder = newFolder('elsewhere');
  stage = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});

/** Confirms the plan that is open, with a reason where it asks for one, and waits until the system shows it. */
async function confirm({ dialog, page, say }: Walk, reason: string | null): Promise<void> {
  if (reason !== null) await dialog.getByRole('textbox', { name: say['actions.reason'] }).first().fill(reason);
  await dialog.locator('[data-confirm]').click();
  await dialog.locator('[data-run-close]').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** The system's dialog cannot be driven: it answers with these, one after the other, as a user would. */
const answerFiles = ({ app }: Walk, files: readonly string[]) =>
  app.electron.evaluate(({ dialog }, paths) => {
    const left = [...paths];
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [left.shift() ?? ''] }) });
  }, files);

/** An address that is called from this machine is one of it, whatever its certificate is made out for. */
const ask = (port: number, token: string, path = READY) =>
  codeOf(call({ port, certificate: certificate() }, path, { headers: { authorization: `Bearer ${token}` }, checkServerIdentity: () => undefined }));
const certificate = () => readFileSync(join(folder, '.pilothouse/gateway-certificate.pem'), 'utf8');

async function serve(walk: Walk): Promise<void> {
  const { say, page } = walk;
  await answerFolder(walk.app, folder);
  await walk.go('#/workspace');
  await walk.press(say['workspace.open-folder']);
  await walk.text(say['workspace.tracking']).waitFor();
  await walk.go(`#/models/${stage.connection}/${MODEL}/1`);
  await walk.press(say['services.serve']);
  await walk.press(say['actions.review'], walk.dialog);
  await walk.dialog.locator('[data-confirm]').click();
  await walk.dialog.locator('[data-run-close]').click();
  await walk.go('#/services');
  await page
    .getByRole('row', { name: new RegExp(MODEL) })
    .first()
    .waitFor();
}

async function openIt(walk: Walk, port: number): Promise<void> {
  const { say, page, dialog } = walk;
  await walk.picture('address-closed');
  await walk.press(say['actions.open-address']);
  await dialog.getByLabel(say['address.form.port']).fill('70000');
  await expect(dialog.getByText(say['address.form.port.wrong']).first()).toBeVisible();
  await dialog.getByLabel(say['address.form.port']).fill(String(port));
  await dialog.getByRole('combobox', { name: say['address.form.host'] }).click();
  await page.getByRole('option', { name: new RegExp(EVERY) }).click();

  const own = createAuthority().issue({ name: 'models.example', hosts: ['models.example'] });
  const other = createAuthority().issue({ name: 'models.example', hosts: ['models.example'] });
  const at = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const files = { cert: at('server.pem', own.cert), key: at('server.key', own.key), other: at('other.key', other.key) };
  await answerFiles(walk, [files.cert, files.other]);
  await walk.press(say['address.form.bring'], dialog);
  await dialog.getByText(say['failure.reason.key-differs']).waitFor();
  await walk.picture('address-form-refused');
  await answerFiles(walk, [files.cert, files.key]);
  await walk.press(say['address.form.bring'], dialog);
  await expect(dialog.getByRole('combobox', { name: say['address.form.certificate'] })).toHaveValue(/CN=models\.example/);
  await dialog.getByRole('combobox', { name: say['address.form.certificate'] }).click();
  await page.getByRole('option', { name: say['address.form.made'] }).click();
  await walk.picture('address-form');
  await walk.press(say['actions.review'], dialog);
  await dialog.getByText(say['actions.effect.makes-token']).waitFor();
  await walk.picture('address-plan');
  await confirm(walk, 'a trial with the team');
}

for (const look of LOOKS) {
  test(`the services are opened to other machines, called, given another token and closed: ${look.name}`, async ({ launch }) => {
    test.setTimeout(120_000);
    const app = await launch({ seed: seedLook(look.preferences) });
    const walk = new Walk(app, look);
    const { page, say } = walk;
    await app.electron.evaluate(({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), look.size);
    const port = await pickPorts(1);
    const region = page.getByRole('region', { name: say['address.open'], exact: true });
    const clipboard = () => app.electron.evaluate((electron) => electron.clipboard.readText());
    const takeToken = async () => {
      await walk.press(say['address.token.copy'], region);
      await expect(region.getByText(say['address.token.taken'])).toBeVisible();
      return clipboard();
    };

    await test.step('a version is served, and called from this machine alone', () => serve(walk));
    await test.step('it is opened by a plan, with a reason', () => openIt(walk, port));

    const token = await test.step('its token goes to the clipboard, once, and never through the page', async () => {
      await expect(region.getByText(`:${port}`)).toBeVisible();
      await walk.picture('address-open');
      const taken = await takeToken();
      expect(taken).toMatch(/^[a-f0-9]{64}$/);
      expect(await page.content()).not.toContain(taken);
      return taken;
    });

    await test.step('another machine calls it with the certificate and the token, and without them is refused', async () => {
      expect(await ask(port, token)).toBe(200);
      expect(await ask(port, token, `/v2/models/${MODEL}`)).toBe(200);
      expect(await ask(port, 'a'.repeat(64))).toBe(401);
      await walk.press(say['address.call'], region);
      await expect(walk.dialog.locator('pre').first()).toContainText('--cacert gateway-certificate.pem');
      await walk.picture('address-call');
      await walk.escape();
    });

    await test.step('the token is replaced, and the one before ends at once', async () => {
      await walk.press(say['actions.replace-token'], region);
      await walk.dialog.getByRole('combobox').click();
      await page.getByRole('option', { name: say['address.overlap.now'] }).click();
      await walk.picture('address-token-form');
      await walk.press(say['actions.review'], walk.dialog);
      await walk.dialog.getByText(say['actions.effect.ends-token-now']).waitFor();
      await walk.picture('address-token-plan');
      await confirm(walk, null);
      expect(await ask(port, token)).toBe(401);
      expect(await ask(port, await takeToken())).toBe(200);
      await walk.picture('address-token-taken');
    });

    await test.step('closed, nobody gets in, and the ledger has each act', async () => {
      await walk.press(say['actions.close-address'], region);
      await walk.dialog.locator('[data-confirm]').waitFor();
      await walk.picture('address-close-plan');
      await confirm(walk, null);
      await expect(region).toHaveCount(0);
      expect(await ask(port, token)).toBe('ECONNREFUSED');
      await walk.go('#/ledger');
      await expect.poll(() => page.getByRole('treegrid').getByRole('row').filter({ hasText: 'gateway' }).count()).toBeGreaterThanOrEqual(3);
      await walk.picture('address-ledger');
    });
    for (const name of ['main', 'backend', 'page'] as const) expect(app.log(name)).not.toContain(token);
    await app.electron.evaluate(({ dialog }) => Object.assign(dialog, { showMessageBox: () => Promise.resolve({ response: 1 }) }));
    await app.quit();
  });
}
