import type { Trouble } from '../../../shared/models/delivery-detail';
import type { Say } from '../../ui/use-words';

/** What the sentences of troubles name. What was not told is a dash, never left out without a word. */
const NAMES = ['pod', 'container', 'image', 'exitCode', 'restarts', 'reason', 'probe', 'replicaSet', 'node'] as const;

/** A trouble as one sentence. */
export function troubleText(say: Say, { code, values }: Trouble): string {
  const shown: Record<string, string> = {};
  for (const name of NAMES) shown[name] = values[name] || '–';
  return say(`delivery.trouble.${code}`, shown);
}
