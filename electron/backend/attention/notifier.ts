import { z } from 'zod';
import type { AttentionItem } from '../../../shared/models/attention';
import type { Settings } from '../../../shared/models/settings';
import type { Documents } from '../storage/documents';
import type { Attention } from './attention';

const DOCUMENT = 'attention-told';
const Told = z.array(z.string());
/** Ids that are remembered; an occurrence that is older than so many others does not come back. */
const TOLD_MAX = 2_000;
/** A delivery that passes through a state in a blink is not worth a word. */
const SETTLE_MS = 3_000;

export type NotifierOptions = {
  readonly attention: Attention;
  readonly documents: Documents;
  readonly settings: () => Settings;
  readonly tell: (items: readonly AttentionItem[]) => void;
  readonly now: () => number;
};

/**
 * Tells what newly waits for a person, once for each occurrence, over restarts too. In quiet hours it tells nothing, and
 * what came meanwhile counts as told: it is on the Attention screen, and nobody wants forty notices at seven.
 */
export function startNotifier({ attention, documents, settings, tell, now }: NotifierOptions): () => void {
  let told = new Set(documents.read(DOCUMENT, Told, []));
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    timer = undefined;
    const { notify, quietHours } = settings();
    const fresh = attention.list().items.filter(({ id }) => !told.has(id));
    if (fresh.length === 0) return;
    for (const { id } of fresh) told.add(id);
    // Another copy of the app on this store may have told of some since.
    const kept = documents.change(DOCUMENT, Told, [], (before) => [...new Set([...before, ...fresh.map(({ id }) => id)])].slice(-TOLD_MAX));
    told = new Set(kept);
    if (notify && !isQuiet(quietHours, now())) tell(fresh);
  };
  const schedule = () => (timer ??= setTimeout(look, SETTLE_MS));
  const stop = attention.listen(schedule);
  schedule();
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Whether this moment lies in the quiet hours, by the local clock. `from` is quiet, `to` is not. */
export function isQuiet(hours: Settings['quietHours'], at: number): boolean {
  if (!hours) return false;
  const local = new Date(at);
  const minute = local.getHours() * 60 + local.getMinutes();
  const { from, to } = hours;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
