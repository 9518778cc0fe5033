import { useRouter, useRouterState } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { useChange } from '../../data/request';
import { useSampleLife } from '../../data/sample-life';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { CloseIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import { pointAt } from './point-at';
import styles from './sample-tour.module.css';
import { goToStop, useTourPlace } from './tour-place';
import { TOUR_STOPS, type TourStop } from './tour-stops';

/** Shows where things are, one after the other, in a place of its own below the page: it lies over nothing, and everything stays usable. */
export function SampleTour() {
  const place = useTourPlace();
  const life = useSampleLife();
  const stop = place === null ? undefined : TOUR_STOPS[place];
  if (!life || place === null || !stop) return null;
  return <Stop key={place} connection={life.connection} place={place} stop={stop} />;
}

type StopProps = { readonly connection: string; readonly place: number; readonly stop: TourStop };

function Stop({ connection, place, stop }: StopProps) {
  const say = useWords();
  const router = useRouter();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const next = useRef<HTMLButtonElement>(null);
  const dismiss = useChange('sample.dismiss');
  const heading = stop.panel ? say(stop.panel) : null;
  const isLast = place === TOUR_STOPS.length - 1;
  const leave = () => {
    goToStop(null);
    dismiss.mutate({ connection, what: 'tour' });
  };

  const address = useMemo(() => {
    const { to, params = {}, search = {} } = stop.address(connection);
    return { to, params: { ...params }, search: { ...search } };
  }, [stop, connection]);
  useEffect(() => {
    void router.navigate(address);
  }, [router, address]);
  const isThere = path === router.buildLocation(address).pathname;
  useEffect(() => {
    if (!isThere) return;
    // After the new screen has taken the focus: keys go on here.
    const late = setTimeout(() => next.current?.focus({ preventScroll: true }));
    return () => clearTimeout(late);
  }, [isThere]);
  useEffect(() => (heading === null ? undefined : pointAt(heading)), [heading]);

  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    leave();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape leaves from any of its buttons
    <section className={styles.tour} aria-label={say('sample.tour')} onKeyDown={press}>
      <div className={styles.words} aria-live="polite">
        <p className={styles.title}>
          {say(stop.title)} <span className={styles.count}>{say('sample.tour.count', { place: place + 1, count: TOUR_STOPS.length })}</span>
        </p>
        <p>{say(stop.text)}</p>
      </div>
      <div className={styles.buttons}>
        {place > 0 && <Button onClick={() => goToStop(place - 1)}>{say('sample.tour.back')}</Button>}
        <Button ref={next} kind="primary" onClick={() => (isLast ? leave() : goToStop(place + 1))}>
          {say(isLast ? 'sample.tour.end' : 'sample.tour.next')}
        </Button>
        <IconButton icon={CloseIcon} label={say('sample.tour.leave')} onClick={leave} />
      </div>
    </section>
  );
}
