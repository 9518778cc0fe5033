import { CHANNELS } from '../../shared/api/shell-channels';
import type { ShellEvent } from '../../shared/api/shell';

/** Links that may wait for a page: more are not what a person clicks. */
const LINKS_MAX = 10;

/** Tells the page things, and keeps for a page that is still loading what it must not miss. */
export interface ShellEvents {
  send(event: ShellEvent): void;
  /** The page has put up its listener: it gets what was kept, then everything. */
  listening(): void;
  /** A new page begins to load. */
  loading(): void;
}

/** The part of a page's contents that is used here. */
type Contents = { send(channel: string, event: ShellEvent): void };

export function createShellEvents(contents: () => Contents | null): ShellEvents {
  let listening = false;
  const links: ShellEvent[] = [];
  /** The newest of its kind is all that a new page needs. */
  const latest = new Map<'backend' | 'preferences', ShellEvent>();
  const post = (event: ShellEvent) => contents()?.send(CHANNELS.event, event);
  return {
    send(event) {
      if (event.type === 'backend' || event.type === 'preferences') latest.set(event.type, event);
      if (listening) return post(event);
      if (event.type === 'link' && links.length < LINKS_MAX) links.push(event);
    },
    listening() {
      listening = true;
      for (const event of latest.values()) {
        // A page asks for its port anyway; only trouble is news.
        if (event.type !== 'backend' || event.state === 'restarting' || event.state === 'failed') post(event);
      }
      for (const event of links.splice(0)) post(event);
    },
    loading() {
      listening = false;
    },
  };
}
