import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const Findings = z.array(z.object({ id: z.string(), impact: z.string().nullable(), where: z.array(z.string()) }));
export type Finding = z.infer<typeof Findings>[number];

/** What axe-core takes for serious or critical in what is on the screen. */
export async function seriousFindings(page: Page): Promise<readonly Finding[]> {
  await page.evaluate(source);
  const answer: unknown = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact: impact ?? null, where: nodes.map(({ html }) => html) })))",
  );
  return Findings.parse(answer).filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
