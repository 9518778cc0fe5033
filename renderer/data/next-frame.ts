/** A window that is not drawn gets no frames: its readers are told now and then. */
const HIDDEN_TELL_MS = 500;
const waiting = new Set<() => void>();

function tellAll(): void {
  const all = [...waiting];
  waiting.clear();
  for (const tell of all) tell();
}

/**
 * Runs before the next frame, in one turn with all others that wait for it: what came in many messages is drawn once, as one
 * picture. A function that waits already runs once.
 */
export function nextFrame(tell: () => void): void {
  waiting.add(tell);
  if (waiting.size > 1) return;
  if (document.hidden) setTimeout(tellAll, HIDDEN_TELL_MS);
  else requestAnimationFrame(tellAll);
}
