import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// What stands in no landmark is of moderate weight, and so never told here; to find it takes a fifth of the time of all rules.
const OPTIONS = "{ resultTypes: ['violations'], rules: { region: { enabled: false } } }";
const Findings = z.array(z.object({ id: z.string(), impact: z.string().nullable(), where: z.array(z.string()) }));
export type Finding = z.infer<typeof Findings>[number];

/** What axe-core takes for serious or critical in what is on the screen. */
export async function seriousFindings(page: Page): Promise<readonly Finding[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(source);
  const answer: unknown = await page.evaluate(
    `axe.run(document, ${OPTIONS}).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact: impact ?? null, where: nodes.map(({ html }) => html) })))`,
  );
  return Findings.parse(answer).filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
