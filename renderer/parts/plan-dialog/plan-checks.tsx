import { useState } from 'react';
import type { Check, Plan } from '../../../shared/models/action';
import { POINT_CHECKS } from '../../../shared/models/arm-comparison';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { FailureState } from '../../ui/failure-state';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import { orderChecks, verdictOf } from './judgement';
import styles from './plan-checks.module.css';

/** Drawn beside these, with numbers and intervals, and why they are open: here stands what they decide. */
const DRAWN: readonly Check['id'][] = [...Object.values(POINT_CHECKS), 'drift-compared'];
const SHAPES: Readonly<Record<Check['outcome'], MarkShape>> = { pass: 'ok', warn: 'warn', fail: 'bad', unknown: 'unknown' };

/** The verdict in words, which check decided, and each check with what it found. Those that passed are behind one button. */
export function PlanChecks({ plan }: { readonly plan: Plan }) {
  const say = useWords();
  const verdict = verdictOf(plan);
  const ordered = orderChecks(plan.checks);
  const passed = ordered.filter(({ outcome }) => outcome === 'pass');
  const [all, setAll] = useState(passed.length === ordered.length ? false : ordered.length <= 4);
  const shown = ordered.filter(({ outcome }) => all || outcome !== 'pass');
  return (
    <section className={styles.checks}>
      <div className={classNames(styles.verdict, styles[verdict.tone])}>
        <StateMark shape={verdict.tone} size={16} />
        <h3>
          {say(verdict.word, verdict.values)}
          {plan.verdict.by !== null && <span className={styles.by}>{say(`actions.refused.${plan.verdict.by}`)}</span>}
        </h3>
      </div>
      {shown.length > 0 && (
        <ul className={styles.list}>
          {shown.map((check) => (
            <CheckRow key={check.id} check={check} decided={check.id === plan.verdict.by} />
          ))}
        </ul>
      )}
      {passed.length > 0 && (
        <Button kind="quiet" size="s" aria-expanded={all} className={styles.more} onClick={() => setAll(!all)}>
          {say(all ? 'actions.checks.fewer' : 'actions.checks.passed', { count: passed.length })}
        </Button>
      )}
    </section>
  );
}

function CheckRow({ check: { id, outcome, values, failure }, decided }: { readonly check: Check; readonly decided: boolean }) {
  const say = useWords();
  const isDrawn = DRAWN.includes(id);
  // What its failure tells too is told there.
  const shown = isDrawn ? [] : Object.entries(values).filter(([name, value]) => failure?.detail.values?.[name] !== value);
  return (
    <li className={styles.check} data-decided={decided || undefined}>
      <StateMark shape={SHAPES[outcome]} />
      <span className={styles.name}>
        {say(`actions.check.${id}`)}
        <VisuallyHidden>{say(`actions.outcome.${outcome}`)}</VisuallyHidden>
      </span>
      <div className={styles.found}>
        <span>{say(`actions.check.${id}.${outcome}`)}</span>
        {shown.length > 0 && (
          <span className={styles.values} dir="ltr">
            {shown.map(([name, value]) => (
              <bdi key={name}>
                {name}: {value}
              </bdi>
            ))}
          </span>
        )}
        {failure && !isDrawn && <FailureState compact once failure={failure} marked={false} />}
      </div>
    </li>
  );
}
