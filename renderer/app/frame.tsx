import { Outlet, useRouterState } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useRef } from 'react';
import { listenToShell } from '../data/bridge';
import { PlanHost } from '../parts/plan-dialog/plan-host';
import { SampleTour } from '../parts/sample-life/sample-tour';
import { useRunNotices } from '../parts/run-notices';
import { useWords } from '../ui/use-words';
import { useActions } from './actions';
import { BackendBanner } from './backend-banner';
import styles from './frame.module.css';
import { useNarrowNavigation } from './navigation-width';
import { Navigation } from './navigation';
import { Notices } from './notices';
import { useOverlay } from './overlay';
import { Palette } from './palette';
import { screenAt } from './screens';
import { Shortcuts } from './shortcuts';
import { StatusBar } from './status-bar';
import { TopBar } from './top-bar';
import { useKeys } from './use-keys';
import { useLinks } from './use-links';

/** What stays while screens change. */
export function Frame() {
  const say = useWords();
  const narrow = useNarrowNavigation();
  const overlay = useOverlay();
  const actions = useActions();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const title = say(screenAt(path)?.title ?? 'shell.not-found.title');
  useKeys(actions);
  useLinks();
  useRunNotices();
  useEffect(listenToShell, []); // below all who listen
  useEffect(() => {
    document.title = say('shell.page-title', { screen: title });
  }, [say, title]);
  useFocusOnArrival(main, path);

  const skip = (event: MouseEvent) => {
    event.preventDefault(); // the address after # is the screen's
    main.current?.focus();
  };
  return (
    <div className={styles.frame} data-narrow={narrow || undefined}>
      <a className={styles.skip} href="#content" onClick={skip}>
        {say('shell.skip')}
      </a>
      <TopBar />
      <Navigation narrow={narrow} />
      <div className={styles.content}>
        <BackendBanner />
        <main ref={main} id="content" className={styles.main} tabIndex={-1} aria-label={title}>
          <Outlet />
        </main>
        <SampleTour />
        <Notices />
      </div>
      <StatusBar />
      <PlanHost />
      {overlay === 'palette' && <Palette actions={actions} />}
      {overlay === 'shortcuts' && <Shortcuts actions={actions} />}
    </div>
  );
}

/** A new screen takes the focus, so that keys and screen readers go on from its start. The first one does not: nothing was left. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }, path: string): void {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus();
  }, [main, path]);
}
