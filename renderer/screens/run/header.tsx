import { useIntl } from 'react-intl';
import { CopyButton } from '../../parts/copy-button';
import { ExportMenu } from '../../parts/export-menu';
import { LineageLink } from '../../parts/lineage-link';
import { shortId } from '../../parts/metric-text';
import { PlaceHeader } from '../../parts/place-header';
import { RUN_LOOKS } from '../../parts/run-state';
import { Chip } from '../../ui/chip';
import { useWords } from '../../ui/use-words';
import { AgainstMenu } from './against-menu';
import { CancelButton } from './cancel-button';
import { stateSentence } from './progress-text';
import { RegisterButton } from './register-button';
import { RepeatButton } from './repeat-button';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** Which run it is, how it stands, and what can be done with it. */
export function Header({ page }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const { run, state, progress, here } = page;
  const sentence = stateSentence(state, progress, { number: (value) => intl.formatNumber(value) });
  const lost = here.lostAt !== null && (state === 'running' || state === 'queued');
  const look = RUN_LOOKS[state];
  return (
    <PlaceHeader
      up={[
        { id: 'runs', name: say('runs.title'), address: { to: '/runs' } },
        { id: 'experiment', name: run.experiment },
      ]}
      kind="runs.run"
      title={run.name}
      beside={
        <bdi dir="ltr" className={styles.id} title={run.id}>
          {shortId(run.id)}
        </bdi>
      }
      marks={
        <>
          <Chip tone={lost ? 'unknown' : look.tone} mark={lost ? 'stale' : look.mark}>
            {say(sentence.word, sentence.values)}
          </Chip>
          {state === 'queued' && run.queuePosition !== null && <span className={styles.quiet}>{say('runs.queue', { place: run.queuePosition })}</span>}
          {run.deleted && (
            <Chip tone="unknown" mark="stopped">
              {say('runs.deleted')}
            </Chip>
          )}
          <CopyButton text={run.id} label={say('runs.copy-id')} />
        </>
      }
    >
      <LineageLink of={{ kind: 'run', id: run.id }} />
      <AgainstMenu page={page} />
      <CancelButton page={page} />
      <RepeatButton page={page} />
      <RegisterButton page={page} />
      <ExportMenu
        name={run.name}
        table={() => ({
          headings: [
            say('runs.metric'),
            say('runs.metric.last'),
            say('runs.metric.least'),
            say('runs.metric.most'),
            say('runs.metric.step'),
            say('runs.metric.points'),
          ],
          rows: run.summaries.map(({ key, last, min, max, step, points }) => [key, last, min, max, step, points]),
        })}
        json={() => run}
      />
    </PlaceHeader>
  );
}
