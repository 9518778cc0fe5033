import { useIntl } from 'react-intl';
import { type BackendState, useBackendState } from '../data/backend-state';
import { bridge } from '../data/bridge';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { useClock } from '../ui/clock';
import { spanText } from '../ui/time-text';
import { useWords } from '../ui/use-words';

/** Says in plain words that the process behind the window ended, and when it comes back. */
export function BackendBanner() {
  const say = useWords();
  const backend = useBackendState();
  const failed = backend.state === 'failed';
  if (backend.state !== 'restarting' && !failed) return null;
  return (
    <Banner
      look="flush"
      tone={failed ? 'bad' : 'warn'}
      title={say(failed ? 'shell.backend.failed' : 'shell.backend.restarting')}
      action={
        <>
          {failed ? (
            <Button size="s" onClick={() => void bridge.command('reload')}>
              {say('shell.backend.reload')}
            </Button>
          ) : (
            <Countdown retryAt={backend.retryAt} />
          )}
          <Button size="s" kind="quiet" onClick={() => void bridge.command('open-logs')}>
            {say('shell.backend.logs')}
          </Button>
        </>
      }
    />
  );
}

/** Apart from the announcement, which would otherwise be read out each second. */
function Countdown({ retryAt }: Pick<BackendState, 'retryAt'>) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) =>
    retryAt === null || retryAt <= now ? say('shell.backend.now') : say('shell.backend.next', { span: spanText(intl, retryAt - now + 999) }),
  );
  return <span aria-live="off">{text}</span>;
}
