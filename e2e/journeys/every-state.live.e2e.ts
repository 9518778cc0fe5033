import { expect, type Page } from '@playwright/test';
import Database from 'libsql';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale, Preferences } from '../../shared/models/preferences';
import { words } from '../../shared/words/all-words';
import { type App, test } from '../app';
import { seriousFindings } from '../axe';
import { type Admission, startAdmission } from '../peers/admission';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy';
import { type MetricServer, startMetricServer } from '../peers/metric-server';
import { podLog } from '../peers/pod-logs';
import { populate } from '../peers/populate';
import { populateRollouts } from '../peers/populate-rollouts';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { unreachableByKeyboard } from '../reach';
import { connect, confirmButton, dialogOf, go, PromoteStage, seedLook } from './promote-steps';

// Every state that a delivery, a plan and the ledger can show, from the real controller, in each look.

type Look = { readonly name: string; readonly preferences: Partial<Preferences>; readonly width: number };
const ALL: readonly Look[] = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' }, width: 1_400 },
  { name: 'dark', preferences: { theme: 'dark', locale: 'en' }, width: 1_400 },
  { name: 'arabic', preferences: { theme: 'dark', locale: 'ar' }, width: 1_400 },
  { name: 'narrow', preferences: { theme: 'light', locale: 'en' }, width: 900 },
];
/** Each look takes most of a minute: see `looks.ts`. */
const LOOKS = process.env['PILOTHOUSE_SOAK'] ? ALL : ALL.filter(({ name }) => name === 'arabic');
const HEIGHT = 860;
const FOLDER = 'test-results/states';

let stage: PromoteStage;
let metrics: MetricServer;
let admission: Admission;
let link: FaultProxy;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(240_000);
  mkdirSync(FOLDER, { recursive: true });
  stage = await PromoteStage.start();
  metrics = await startMetricServer();
  const { bed, controller } = stage;
  await applyIn(bed, 'quiet', someRollout({ namespace: 'quiet', name: 'steady' }));
  await populate(bed);
  await populateRollouts(bed, controller, metrics);
  const slow = { namespace: 'recs', name: 'cold-start', replicas: 4 };
  await bed.apply(someRollout(slow));
  await bed.kubectl('wait', 'rollouts.argoproj.io/cold-start', '--namespace=recs', '--for=jsonpath={.status.phase}=Healthy', '--timeout=60s');
  await bed.apply(someRollout({ ...slow, image: 'registry.example/models/cold-start:2', readyAfter: '1h' }));
  admission = await startAdmission(bed, { timeoutSeconds: 1 });
  link = await startFaultProxy(bed.port);
});
test.afterAll(async () => {
  await link.stop();
  await admission.stop();
  await metrics.stop();
  await stage.stop();
});

/** The window as a person sees it, and nothing serious for axe in it. */
async function judge({ page, electron }: App, look: Look, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.mouse.move(0, 0);
  const picture = await electron.evaluate(async ({ BrowserWindow }) =>
    (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().toString('base64'),
  );
  writeFileSync(join(FOLDER, `${look.name}-${name}.png`), Buffer.from(picture ?? '', 'base64'));
  expect.soft(await seriousFindings(page), `${look.name} ${name}`).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${look.name} ${name} is too wide`).toBeLessThanOrEqual(0);
  expect.soft(await unreachableByKeyboard(page), `${look.name} ${name} out of reach for the keyboard`).toEqual([]);
}

const connectionOf = async (page: Page): Promise<string> => {
  const href = await page.getByRole('contentinfo').getByRole('link').first().getAttribute('href');
  return new URLSearchParams(href?.split('?')[1] ?? '').get('open') ?? '';
};

for (const look of LOOKS) {
  test(`every state is whole and clean: ${look.name}`, async ({ launch }) => {
    test.setTimeout(180_000);
    const locale: Locale = look.preferences.locale === 'ar' ? 'ar' : 'en';
    const say = words[locale];
    const { bed } = stage;
    const kubeconfig = bed.kubeconfigThrough(link.port);
    const app = await launch({ env: { KUBECONFIG: kubeconfig }, seed: seedLook(look.preferences) });
    const { page } = app;
    const size = (of: App) =>
      of.electron.evaluate(({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), [
        look.width,
        HEIGHT,
      ] as const);
    const picture = (name: string) => judge(app, look, name);
    await size(app);

    await page.getByText(say['attention.none']).first().waitFor();
    await picture('attention-none');
    await connect(app, locale);
    const connection = await connectionOf(page);

    // Only a namespace in which nothing waits.
    const namespaces = async (value: string) => {
      await go(app, `#/connections?open=${connection}`);
      await page.getByRole('tab', { name: say['connections.tab.options'] }).click();
      await page.getByRole('textbox', { name: say['connections.options.namespaces'] }).fill(value);
      await page.getByRole('button', { name: say['connections.options.save'] }).click();
      await expect(page.getByRole('contentinfo')).toContainText(say['ui.fresh.live']);
    };
    await namespaces('quiet');
    await go(app, '#/attention');
    await page.getByText(say['attention.calm'], { exact: true }).first().waitFor();
    await picture('attention-empty');
    await namespaces('');
    await go(app, '#/attention');
    await page
      .getByRole('link', { name: /home-feed/ })
      .first()
      .waitFor();
    await picture('attention');

    await go(app, '#/deliveries');
    await page.getByRole('row', { name: /home-feed/ }).waitFor();
    await picture('deliveries');
    await go(app, '#/deliveries?group=state');
    await picture('deliveries-grouped');

    const delivery = async (namespace: string, name: string, search = '') => {
      await go(app, `#/deliveries/${connection}/${encodeURIComponent(`argo-rollouts/${namespace}/${name}`)}${search}`);
      await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    };
    const ready = (row: RegExp) => page.getByRole('row', { name: row }).first().waitFor();
    await delivery('recs', 'home-feed');
    await ready(/home-feed/);
    await picture('delivery-paused');
    await delivery('recs', 'cold-start');
    await ready(/cold-start/);
    await picture('delivery-progressing');
    await delivery('search', 'spelling');
    await ready(/spelling/);
    await picture('delivery-image-pull');
    await delivery('recs', 'similar-items');
    await ready(/similar-items/);
    await picture('delivery-crash-loop');
    await delivery('fraud', 'card-risk');
    await ready(/card-risk/);
    await picture('delivery-aborted');
    await delivery('recs', 'trending');
    await ready(/trending/);
    await picture('delivery-stable');
    await delivery('platform', 'assistant');
    await ready(/assistant/);
    await picture('delivery-blue-green');
    await delivery('platform', 'translator');
    await ready(/translator/);
    await picture('delivery-paused-by-person');
    await delivery('fraud', 'device-risk', '?tab=analyses');
    await page.locator('.recharts-surface').first().waitFor();
    await picture('delivery-analysis-failed');
    await delivery('search', 'query-rewriter', '?tab=analyses');
    await page.locator('.recharts-surface').first().waitFor();
    await picture('delivery-inconclusive');
    await delivery('recs', 'home-feed', '?tab=history');
    await page
      .getByRole('row', { name: /1\.0\.0/ })
      .first()
      .waitFor();
    await picture('delivery-history');
    await page.getByRole('button', { name: say['delivery.history.compare'] }).first().click();
    await picture('delivery-history-compare');
    await delivery('recs', 'home-feed', '?tab=events');
    await picture('delivery-events');
    await delivery('recs', 'home-feed', '?tab=time');
    await picture('delivery-time');
    const [pod = ''] = (await bed.kubectl('get', 'pods', '--namespace=recs', '--selector=app.kubernetes.io/name=home-feed', '--output=name'))
      .trim()
      .split('\n');
    const container = { namespace: 'recs', pod: pod.replace('pod/', '') };
    podLog(bed, container).append(
      'model loaded in 4.2 s',
      ...Array.from({ length: 40 }, (_, line) => `{"level":"info","request":${line},"latency_ms":${20 + (line % 7)}}`),
    );
    await delivery('recs', 'home-feed', `?pod=${container.pod}&container=server`);
    await page.getByText('"request":39', { exact: false }).first().waitFor();
    await picture('delivery-log');

    // Plans.
    const promote = async () => {
      await page.keyboard.press('p');
      await expect(dialogOf(page)).toBeVisible();
      await confirmButton(dialogOf(page)).waitFor();
    };
    await delivery('recs', 'home-feed');
    await promote();
    await dialogOf(page).getByText(say['actions.commands'], { exact: true }).first().waitFor();
    await picture('plan-allowed');
    await dialogOf(page).getByRole('textbox').first().fill('the error rate is level');
    await page.keyboard.press('Escape');
    admission.deny('code freeze until Monday', ({ userInfo }) => userInfo.username === 'admin');
    await promote();
    await dialogOf(page).getByText(say['actions.verdict.refused'], { exact: false }).first().waitFor();
    await picture('plan-refused');
    await page.keyboard.press('Escape');
    admission.allow();
    await page.keyboard.press('b');
    await dialogOf(page).getByRole('listitem').first().waitFor();
    await picture('plan-choose-revision');
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await dialogOf(page).getByRole('textbox').first().waitFor();
    await picture('plan-start');
    await page.keyboard.press('Escape');

    await delivery('recs', 'trending');
    await page
      .getByRole('button', { name: say['delivery.actions.more'] })
      .or(page.getByRole('button', { name: say['actions.restart'] }))
      .first()
      .waitFor();
    const restart = async () => {
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type(say['actions.restart.title'].replace('{name}', 'trending'));
      await page.keyboard.press('Enter');
      await expect(confirmButton(dialogOf(page))).toBeEnabled(); // while the plan is made it takes no press
      await page.keyboard.press('Control+Enter');
    };
    await restart();
    await page.locator('[data-run-close]').waitFor();
    await dialogOf(page).getByText(say['actions.run.done.text'], { exact: true }).first().waitFor({ timeout: 60_000 });
    await picture('run-done');
    await page.keyboard.press('Escape');

    // A write of which no answer comes.
    await delivery('recs', 'home-feed');
    admission.hang(({ dryRun, userInfo }) => !dryRun && userInfo.username === 'admin');
    await promote();
    await dialogOf(page).getByRole('textbox').first().fill('the error rate is level');
    const asked = admission.reviews().length;
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => admission.reviews().length).toBeGreaterThan(asked);
    link.cut();
    await dialogOf(page).getByText(say['actions.run.uncertain.title'], { exact: true }).first().waitFor();
    await picture('run-uncertain');
    await page.keyboard.press('Escape');
    await go(app, '#/attention');
    await page.getByText(say['attention.cause.action-unsettled'], { exact: true }).first().waitFor();
    await picture('attention-unsettled');
    admission.allow();
    await expect(page.getByRole('contentinfo')).toContainText(say['ui.fresh.live'], { timeout: 40_000 });

    // The same on production: a refusal of the plan is on record as well.
    await go(app, `#/connections?open=${connection}`);
    await page.getByRole('tab', { name: say['connections.tab.options'] }).click();
    await page.getByRole('switch', { name: say['connections.options.production'] }).click({ force: true });
    await delivery('team-a', 'demand-forecast');
    await promote();
    await dialogOf(page).getByRole('textbox').nth(2).waitFor();
    await picture('plan-production');
    await page.keyboard.press('Escape');

    await go(app, '#/ledger');
    await ready(/home-feed/);
    await picture('ledger');
    await page
      .getByRole('row', { name: /trending/ })
      .last()
      .dblclick();
    await page.getByRole('complementary').waitFor();
    await page.getByRole('complementary').getByText(say['ledger.entry.proof'], { exact: true }).first().waitFor();
    await picture('ledger-entry');

    await app.quit();
    const file = readdirSync(app.profile, { recursive: true, encoding: 'utf8' }).find((each) => each.endsWith('ledger.db')) ?? '';
    const database = new Database(join(app.profile, file));
    const { changes } = database
      .prepare("UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'restart', 'rollback') AS BLOB) WHERE CAST(leaf AS TEXT) LIKE '%restart%'")
      .run();
    expect(changes).toBeGreaterThan(0);
    database.close();
    const again = await launch({ env: { KUBECONFIG: kubeconfig }, profile: app.profile });
    await size(again);
    await go(again, '#/ledger');
    await again.page.getByText(say['ledger.state.faulty'], { exact: true }).first().waitFor();
    await judge(again, look, 'ledger-faulty');
  });
}
