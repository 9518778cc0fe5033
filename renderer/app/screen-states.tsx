import type { ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { failureOf } from '../../shared/models/failure';
import { bridge } from '../data/bridge';
import { markInteractive } from '../data/marks';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { FailureState } from '../ui/failure-state';
import { LoadingState } from '../ui/loading-state';
import { useWords } from '../ui/use-words';
import { useGo } from './use-go';

/** A screen that threw. The frame and the other screens go on. */
export function ScreenFailure({ error, reset }: ErrorComponentProps) {
  const say = useWords();
  useEffect(markInteractive, []);
  const { app, electron } = bridge.facts.versions;
  return (
    <FailureState
      failure={failureOf(error)}
      what={say('shell.screen.failed')}
      facts={{ version: app, electron, screen: window.location.hash.split('?')[0] ?? '' }}
      actions={<Button onClick={reset}>{say('shell.screen.again')}</Button>}
    />
  );
}

export function ScreenLoading() {
  const say = useWords();
  return <LoadingState what={say('shell.screen.loading')} />;
}

export function NotFound() {
  const say = useWords();
  const go = useGo();
  useEffect(markInteractive, []);
  return (
    <EmptyState
      title={say('shell.not-found.title')}
      text={say('shell.not-found.text')}
      action={
        <Button kind="primary" onClick={() => go.toScreen('deliveries')}>
          {say('shell.not-found.home')}
        </Button>
      }
    />
  );
}
