import type { Say } from '../ui/use-words';

/** What an act was on, as people call it: kinds of a cluster have the cluster's own names in every language. */
export function objectKindText(say: Say, kind: string): string {
  if (kind === 'Model') return say('models.model');
  if (kind === 'Gateway') return say('actions.kind.gateway');
  return kind === 'Service' ? say('actions.kind.service') : kind;
}
