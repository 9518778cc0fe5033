import { expect, test } from '../app';

test('the app starts, says how it is made, and ends in order', async ({ app }) => {
  await expect(app.page).toHaveTitle(/Pilothouse/);
  const facts = await app.page.evaluate(() => window.bridge.facts);
  expect(facts).toMatchObject({ locale: 'en', preferences: { theme: 'system', locale: 'system' } });
  expect(facts.versions.electron).toMatch(/^\d+\./);
  await expect.poll(() => app.log('main')).toContain('window shown');
  await expect.poll(() => app.log('main')).toContain('the window can be used');
  await app.quit();
  expect(app.log('main')).toContain('the shell ends');
  expect(app.log('main')).not.toContain('did not end in time');
});
