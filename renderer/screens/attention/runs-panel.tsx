import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import type { ActionRun } from '../../../shared/models/action';
import { isUnderWay, useActionRuns } from '../../data/use-action';
import { EntityLink } from '../../parts/entity-link';
import { deedWord } from '../../parts/deed-word';
import { Panel } from '../../ui/panel';
import type { MarkShape } from '../../ui/state-mark';
import { StateMark } from '../../ui/state-mark';
import { spanText } from '../../ui/time-text';
import { ClockTime, ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './side-panels.module.css';

const SHOWN_MAX = 6;
const MARKS: Readonly<Record<ActionRun['phase'], MarkShape>> = {
  sending: 'running',
  waiting: 'running',
  done: 'ok',
  failed: 'bad',
  'not-done': 'stopped',
  uncertain: 'uncertain',
  'timed-out': 'warn',
};

/** What was done from here lately: what is under way first, and how the others ended. */
export function RunsPanel({ on }: { readonly on: readonly string[] }) {
  const say = useWords();
  const runs = useActionRuns().filter(({ target }) => on.length === 0 || on.includes(target.connection));
  const underWay = runs.filter(isUnderWay);
  const shown = [...underWay, ...runs.filter((run) => !isUnderWay(run))].slice(0, SHOWN_MAX);
  return (
    <Panel
      title={say('attention.runs')}
      aside={
        <>
          {underWay.length > 0 && say('attention.runs.under-way', { count: underWay.length })}
          <Link to="/ledger" className={styles.all ?? ''}>
            {say('attention.runs.all')}
          </Link>
        </>
      }
    >
      {shown.length === 0 ? (
        <p className={styles.quiet}>{say('attention.runs.none')}</p>
      ) : (
        <ul className={styles.lines}>
          {shown.map((run) => (
            <RunLine key={run.intent} run={run} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RunLine({ run }: { readonly run: ActionRun }) {
  const say = useWords();
  const intl = useIntl();
  const { target, request, phase, startedAt, endedAt } = run;
  return (
    <li className={styles.run}>
      <StateMark shape={MARKS[phase]} size={13} />
      <EntityLink entity={{ connection: target.connection, kind: target.kind, id: target.id }} className={styles.motionName}>
        <bdi>{target.name}</bdi>
      </EntityLink>
      <span className={styles.motionNote}>{[deedWord(say, request.action), say(`ledger.phase.${phase}`)].join(say('ui.list.comma'))}</span>
      <span className={styles.motionShare}>
        {isUnderWay(run) ? (
          <ElapsedTime since={startedAt} />
        ) : phase === 'done' && endedAt !== null ? (
          spanText(intl, endedAt - startedAt)
        ) : (
          <ClockTime at={endedAt ?? startedAt} />
        )}
      </span>
    </li>
  );
}
