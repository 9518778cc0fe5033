import { useIntl } from 'react-intl';
import { useRequest } from '../../data/request';
import { Chip } from '../../ui/chip';
import { useWords } from '../../ui/use-words';
import styles from './monitor.module.css';
import type { Page } from './use-monitor-page';
import { VerdictMark } from './verdict-mark';
import { isStopped, newestSentence, type Sentence, shownSentence } from './verdict-sentence';
import { spanWords, windowStart } from './window-text';

const TONES = { drifted: 'bad', near: 'warn', same: 'ok', insufficient: 'unknown' } as const;

/** The verdict of what is looked at, that of the newest window, and since when: each with the window that it is of. */
export function VerdictChips({ page }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const { monitor, standing, map, span } = page;
  const newest = newestSentence(standing, monitor.windows);
  const columns = map.data?.columns.length ?? monitor.reference?.columns.length ?? 0;
  const since = standing.drift && windowStart(intl, standing.drift.first, monitor.settings.window);
  return (
    <span className={styles.chips}>
      {span && <ShownChip page={page} span={span} newest={newest} />}
      {newest ? <VerdictChip sentence={newest} columns={columns} /> : <Chip tone="unknown">{say('monitors.verdict.none')}</Chip>}
      {since !== null &&
        (standing.verdict === 'drifted' ? (
          <Chip tone="bad" mark={null}>
            {say('monitors.verdict.since', { since })}
          </Chip>
        ) : (
          <Chip tone="warn" mark="warn">
            {say('monitors.verdict.ongoing', { since })}
          </Chip>
        ))}
      {standing.failure && (
        <Chip tone={isStopped(standing) ? 'unknown' : 'warn'} mark={isStopped(standing) ? null : 'warn'}>
          {say(isStopped(standing) ? 'monitors.verdict.stopped' : 'monitors.verdict.failed')}
        </Chip>
      )}
    </span>
  );
}

function ShownChip({
  page: { id, view, map },
  span,
  newest,
}: {
  readonly page: Page;
  readonly span: NonNullable<Page['span']>;
  readonly newest: Sentence | null;
}) {
  // What the table of features asks for: it is asked once.
  const { data } = useRequest('drift.features', { id, slice: view.slice, ...span });
  if (!data) return null;
  const sentence = shownSentence({ span, columns: data.columns, isPart: view.slice !== null, focus: map.data?.focus ?? null }, newest);
  return sentence && <VerdictChip sentence={sentence} columns={data.columns.length} />;
}

function VerdictChip({ sentence: { found, word, which, of, drifted, insufficient }, columns }: { readonly sentence: Sentence; readonly columns: number }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <Chip tone={TONES[found]} mark={null}>
      <span className={styles.chip}>
        <VerdictMark found={found} brief />
        {say('monitors.verdict.of', {
          window: say(`monitors.verdict.${which}`, { window: spanWords(intl, { start: of.from, end: of.to }) }),
          verdict: say(word, { drifted, insufficient, columns }),
        })}
      </span>
    </Chip>
  );
}
