import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** A port to the real backend, for tests that speak below the client. */
    rawPort?: { post(message: unknown): string; readonly answers: unknown[] };
  }
}

/** Takes a port of its own from the shell, before the page's listener sees it. */
export async function openRawPort(page: Page): Promise<void> {
  // Runs before the scripts of the page, so that its listener is the first.
  await page.context().addInitScript(() => {
    let wanted = false;
    Object.assign(window, {
      wantPort: () => {
        wanted = true;
        window.bridge.connect();
      },
    });
    window.addEventListener('message', (event) => {
      const port = event.ports[0];
      if (!wanted || event.data !== 'backend-port' || !port) return;
      wanted = false;
      event.stopImmediatePropagation();
      const answers: unknown[] = [];
      port.onmessage = ({ data }: MessageEvent<unknown>) => answers.push(data);
      window.rawPort = {
        answers,
        post(message) {
          try {
            port.postMessage(message);
            return 'sent';
          } catch (error) {
            return String(error);
          }
        },
      };
    });
  });
  await page.reload();
  await page.evaluate(() => (window as unknown as { wantPort(): void }).wantPort());
  await page.waitForFunction(() => window.rawPort !== undefined);
}

/** What the backend answered to the call or watch of this id, once it did. */
export async function answerTo(page: Page, id: number): Promise<unknown> {
  const answer = await page.waitForFunction(
    (wanted) => window.rawPort?.answers.find((each) => typeof each === 'object' && each !== null && 'id' in each && each.id === wanted),
    id,
    { timeout: 10_000, polling: 5 },
  );
  return answer.jsonValue();
}
