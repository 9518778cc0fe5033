import styles from './sample-tour.module.css';

/** Draws a line around the panel with this heading, as soon as it is there. @returns what takes it away */
export function pointAt(heading: string): () => void {
  const pointer = styles.pointed ?? '';
  let shown: Element | null = null;
  const look = () => {
    if (shown?.isConnected) return;
    const found = [...document.querySelectorAll('main section h2')].find(({ textContent }) => textContent === heading);
    shown = found?.closest('section') ?? null;
    shown?.classList.add(pointer);
    shown?.scrollIntoView({ block: 'nearest' });
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true });
  look();
  return () => {
    watch.disconnect();
    shown?.classList.remove(pointer);
  };
}
