import { homedir, release, totalmem } from 'node:os';
import { redact } from '../../shared/lib/redact';
import type { ShellFacts } from '../../shared/api/shell';

/** What someone who helps needs to know, without secrets and without the user's name. */
export function diagnosticsOf({ versions, platform, locale, preferences }: ShellFacts, logTail: string): string {
  const facts = {
    ...versions,
    platform: `${platform} ${process.arch} ${release()}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    locale,
    theme: preferences.theme,
  };
  const text = `${Object.entries(facts)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\n${logTail}\n`;
  return redact(text).replaceAll(homedir(), '~');
}
