import { isOwnOrigin } from './bundle-path';

type Frame = { readonly url: string };
/** What an IPC event says of who sent it. */
export type SenderEvent<F extends Frame = Frame> = { readonly senderFrame: F | null; readonly sender: { readonly mainFrame: F } };

/** Why a message is not from the main frame of our own window showing our own page, or null when it is. */
export function findSenderFault(event: SenderEvent, window: SenderEvent['sender'] | null, origin: string): string | null {
  if (event.sender !== window) return 'another window';
  if (event.senderFrame === null) return 'a frame that is gone';
  if (event.senderFrame !== event.sender.mainFrame) return 'a frame inside the page';
  return isOwnOrigin(event.senderFrame.url, origin) ? null : 'another origin';
}
