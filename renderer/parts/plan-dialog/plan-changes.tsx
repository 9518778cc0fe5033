import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { Plan } from '../../../shared/models/action';
import type { Delivery, RevisionRef } from '../../../shared/models/delivery';
import type { WordId } from '../../../shared/words/words';
import { OnwardIcon } from '../../ui/icons';
import { SplitBar } from '../../ui/split-bar';
import { useWords } from '../../ui/use-words';
import { CopyButton } from '../copy-button';
import { DiffView } from '../diff/diff-view';
import { ImageText } from '../image-text';
import { RevisionName } from '../revision-name';
import { armsOf, effectText, weightsOf } from './effect-text';
import styles from './plan-changes.module.css';
import { PlanChecks } from './plan-checks';

/** What the objects of our own systems are compared by. */
const DIFF_TITLES: Readonly<Record<string, WordId>> = { Model: 'actions.diff.model', Service: 'actions.diff.service', Gateway: 'actions.diff.gateway' };

/** What would change: revisions, effects, the objects as the server would make them, who judged it, and the same by hand. */
export function PlanChanges({ plan, delivery }: { readonly plan: Plan; readonly delivery: Delivery | undefined }) {
  const say = useWords();
  const intl = useIntl();
  const commands = plan.commands.join('\n');
  return (
    <>
      <Part title={say('actions.changes')}>
        {(plan.from || plan.to) && <Revisions from={plan.from} to={plan.to} />}
        <Weights plan={plan} delivery={delivery} />
        <ul className={styles.effects}>
          {plan.effects.map((effect) => (
            <li key={`${effect.id} ${JSON.stringify(effect.values)}`}>{effectText(say, intl, effect)}</li>
          ))}
        </ul>
      </Part>
      <PlanChecks plan={plan} />
      {plan.changes.map(({ object, before, after }) => (
        <Part key={object} title={say(DIFF_TITLES[plan.target.objectKind] ?? 'actions.diff')} beside={<bdi className={styles.object}>{object}</bdi>}>
          <DiffView label={object} before={before} after={after} same={say('actions.diff.same')} />
        </Part>
      ))}
      {commands !== '' && (
        <Part title={say('actions.commands')} aside={<CopyButton text={commands} label={say('actions.commands.copy')} />}>
          <pre className={styles.commands} dir="ltr">
            <Words text={commands} />
          </pre>
          <p className={styles.note}>{say(DIFF_TITLES[plan.target.objectKind] ? 'actions.commands.note.model' : 'actions.commands.note')}</p>
        </Part>
      )}
    </>
  );
}

/** Lines break between words alone: half an option on each of two lines would read as two. */
const Words = ({ text }: { readonly text: string }) =>
  text.split(/(\s+)/).map((word, index) =>
    index % 2 === 0 ? (
      // A place in one text: nothing else tells two equal words apart.
      // oxlint-disable-next-line react/no-array-index-key
      <span key={index} className={styles.word}>
        {word}
      </span>
    ) : (
      word
    ),
  );

type PartProps = { readonly title: string; readonly beside?: ReactNode; readonly aside?: ReactNode; readonly children: ReactNode };

function Part({ title, beside, aside, children }: PartProps) {
  return (
    <section className={styles.part}>
      <div className={styles.head}>
        <h3>{title}</h3>
        {beside}
        {aside && <span className={styles.aside}>{aside}</span>}
      </div>
      {children}
    </section>
  );
}

function Revisions({ from, to }: { readonly from: RevisionRef | null; readonly to: RevisionRef | null }) {
  return (
    <div className={styles.revisions}>
      {from && <OneRevision revision={from} side="from" />}
      {from && to && (
        <span className={styles.arrow}>
          <OnwardIcon size={18} />
        </span>
      )}
      {to && <OneRevision revision={to} side="to" />}
    </div>
  );
}

function OneRevision({ revision, side }: { readonly revision: RevisionRef; readonly side: 'from' | 'to' }) {
  const say = useWords();
  return (
    <div className={styles.revision} data-side={side}>
      <div className={styles.revisionHead}>
        <span>{say(`actions.${side}`)}</span>
        <strong>
          <RevisionName revision={revision} />
        </strong>
      </div>
      {revision.images.map((image) => (
        <ImageText key={image} image={image} />
      ))}
      {revision.modelUri !== null && (
        <bdi className={styles.model} dir="ltr" title={revision.modelUri}>
          {revision.modelUri}
        </bdi>
      )}
    </div>
  );
}

/** How the split is, and how it would be. */
function Weights({ plan, delivery }: { readonly plan: Plan; readonly delivery: Delivery | undefined }) {
  const say = useWords();
  const weights = weightsOf(plan.effects);
  if (!weights) return null;
  const desired = delivery?.split?.desired ?? null;
  const now = weights.from ?? (desired === null ? null : desired / 100);
  const { stable, candidate } = armsOf(plan, delivery?.stableKey ?? null);
  const arms = (share: number | null) => [
    { id: 'stable', label: name(stable, say('actions.arm.stable')), share: share === null ? null : 1 - share, tone: 'stable' as const },
    { id: 'candidate', label: name(candidate, say('actions.arm.candidate')), share, tone: 'candidate' as const },
  ];
  return (
    <div className={styles.weights}>
      <span>{say('actions.now')}</span>
      <SplitBar label={say('actions.now')} arms={arms(now)} />
      <span>{say('actions.then')}</span>
      <SplitBar label={say('actions.then')} arms={arms(weights.to)} />
    </div>
  );
}

const name = (revision: RevisionRef | null, word: string) => (revision === null || revision.number === null ? word : `${word} ${revision.number}`);
