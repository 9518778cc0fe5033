import { useIntl } from 'react-intl';
import { ACTION_IDS } from '../../../shared/models/action-id';
import { FAILURE_CODES, FAILURE_REASONS } from '../../../shared/models/failure';
import type { LedgerEntry } from '../../../shared/models/ledger-entry';
import { failureWord, reasonWord } from '../../../shared/words/words';
import { actionLook } from '../../parts/action-definitions';
import { ConnectionMark } from '../../parts/connection-mark';
import { DiffView } from '../../parts/diff/diff-view';
import { EntityLink } from '../../parts/entity-link';
import { ImageText } from '../../parts/image-text';
import { objectKindText } from '../../parts/object-kind';
import { preciseSpan } from '../../parts/precise-span';
import { Chips, PanelBody, PanelFooter, Section } from '../../parts/side-panel';
import { Fact, Facts } from '../../ui/facts';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { buttonLook } from '../../ui/button-look';
import { CodeText } from '../../ui/code-text';
import { CopyIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import { copyText } from './copy-text';
import { Checks, Correlation, type EntryPart, Linked, Proof } from './entry-evidence';
import styles from './ledger.module.css';
import { VerdictChip, whatText } from './ledger-table';
import { proofText } from './rows';

/** Who, what, when, where and why, what changed by it, and how it is proved. */
export function EntryBody({ got, set }: EntryPart) {
  const say = useWords();
  const { entry, changes, leaf, proof } = got;
  const { seq, target } = entry;
  return (
    <>
      <PanelBody>
        <Head entry={entry} />
        <WhoAndWhy entry={entry} set={set} />
        <What entry={entry} set={set} />
        {changes.length > 0 && (
          <Section title={say('ledger.entry.changes')}>
            {changes.map(({ object, before, after }) => (
              <div key={object} className={styles.change}>
                <CodeText wrap>{object}</CodeText>
                <DiffView label={object} before={before} after={after} same={say('ledger.entry.no-change')} />
              </div>
            ))}
          </Section>
        )}
        <Checks entry={entry} />
        <Linked got={got} set={set} />
        <Where entry={entry} />
        <Correlation entry={entry} />
        <Proof got={got} />
      </PanelBody>
      <PanelFooter>
        {target && (
          <EntityLink entity={{ connection: target.connection, kind: target.kind, id: target.id }} className={buttonLook({ kind: 'primary', size: 's' })}>
            {say(`ledger.entry.open-${target.kind}`)}
          </EntityLink>
        )}
        <Button size="s" icon={CopyIcon} onClick={() => copyText(proofText(entry, proof), { word: 'ledger.entry.proof.copied', values: { seq } })}>
          {say('ledger.entry.proof.copy')}
        </Button>
        <Button size="s" icon={CopyIcon} onClick={() => copyText(leaf, { word: 'ledger.entry.leaf.copied', values: { seq } })}>
          {say('ledger.entry.leaf.copy')}
        </Button>
      </PanelFooter>
    </>
  );
}

function Head({ entry }: { readonly entry: LedgerEntry }) {
  const say = useWords();
  const intl = useIntl();
  const { target, at, where, reasons, erased } = entry;
  const verb = whatText(say, entry);
  const action = ACTION_IDS.find((id) => id === entry.verb);
  return (
    <Section>
      <Chips>
        <VerdictChip row={entry} />
        {where && <ConnectionMark id={where.connection} brief />}
      </Chips>
      <p className={styles.title}>
        {target && action ? say(actionLook(action).title, { name: target.name }) : target ? say('ledger.entry.title', { verb, name: target.name }) : verb}
      </p>
      <p className={styles.sub}>
        <time dateTime={at}>
          <bdi>{intl.formatDate(new Date(at), { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' })}</bdi>
        </time>
      </p>
      {reasons?.reason && (
        <blockquote className={styles.reason}>
          <bdi>{reasons.reason}</bdi>
          {reasons.ticket && <bdi className={styles.ticket}>{reasons.ticket}</bdi>}
        </blockquote>
      )}
      {erased && <Banner tone="info" title={say('ledger.entry.erased')} />}
    </Section>
  );
}

function WhoAndWhy({ entry, set }: { readonly entry: LedgerEntry } & Pick<EntryPart, 'set'>) {
  const say = useWords();
  const { person, reasons, who, why } = entry;
  if (who === null && why === null) return null;
  const gone = say('ledger.entry.erased-part');
  const name = person?.subject ?? person?.osUser;
  return (
    <Section title={say('ledger.entry.who')}>
      <Facts>
        {who === null && entry.kind === 'noted' && entry.verb !== null && <Fact word={say('ledger.entry.by')}>{say('ledger.entry.by-rule')}</Fact>}
        {who !== null && !person && <Fact word={say('ledger.entry.subject')}>{gone}</Fact>}
        {person?.subject && (
          <Fact word={say('ledger.entry.subject')}>
            <bdi>{person.subject}</bdi>
          </Fact>
        )}
        {person && person.groups.length > 0 && (
          <Fact word={say('ledger.entry.groups')}>
            <bdi>{person.groups.join(say('ui.list.comma'))}</bdi>
          </Fact>
        )}
        {person && (
          <>
            <Fact word={say('ledger.entry.os-user')}>
              <bdi>{person.osUser}</bdi>
            </Fact>
            <Fact word={say('ledger.entry.device')}>
              <bdi>{person.device}</bdi>
            </Fact>
          </>
        )}
        {why !== null && <Fact word={say('ledger.entry.reason')}>{reasons ? <bdi>{reasons.reason || say('ledger.entry.no-reason')}</bdi> : gone}</Fact>}
        {reasons?.ticket && (
          <Fact word={say('ledger.entry.ticket')}>
            <bdi>{reasons.ticket}</bdi>
          </Fact>
        )}
      </Facts>
      {name && (
        <div className={styles.quietDeed}>
          <Button kind="quiet" size="s" onClick={() => set({ text: name })}>
            {say('ledger.entry.all-of-who')}
          </Button>
        </div>
      )}
    </Section>
  );
}

function What({ entry, set }: { readonly entry: LedgerEntry } & Pick<EntryPart, 'set'>) {
  const say = useWords();
  const intl = useIntl();
  const { target, from, to, tookMs, failure } = entry;
  if (!target) return null;
  return (
    <Section title={say('ledger.entry.what')}>
      <Facts>
        <Fact word={say('ledger.entry.target')}>
          <bdi>{`${objectKindText(say, target.objectKind)} ${[target.namespace, target.name].filter(Boolean).join('/')}`}</bdi>
        </Fact>
        <Fact word={say('ledger.entry.uid')}>
          <CodeText wrap>{target.uid}</CodeText>
        </Fact>
        {from && (
          <Fact word={say('ledger.entry.from')}>
            <RevisionText revision={from} />
          </Fact>
        )}
        {to && (
          <Fact word={say('ledger.entry.to')}>
            <RevisionText revision={to} />
          </Fact>
        )}
        {tookMs !== null && <Fact word={say('ledger.entry.took')}>{preciseSpan(intl, tookMs)}</Fact>}
        {failure && (
          <Fact word={say('ledger.entry.failure')}>
            <FailureText failure={failure} />
          </Fact>
        )}
      </Facts>
      <div className={styles.quietDeed}>
        <Button kind="quiet" size="s" onClick={() => set({ entity: target.id, connections: [target.connection] })}>
          {say('ledger.entry.all-of-target')}
        </Button>
      </div>
    </Section>
  );
}

function RevisionText({ revision: { number, key, images, modelUri } }: { readonly revision: NonNullable<LedgerEntry['from']> }) {
  const say = useWords();
  return (
    <span className={styles.revision}>
      {number !== null ? say('ledger.entry.revision', { number }) : key !== null && <CodeText>{key}</CodeText>}
      {images.map((image) => (
        <ImageText key={image} image={image} />
      ))}
      {modelUri !== null && <CodeText wrap>{modelUri}</CodeText>}
    </span>
  );
}

function FailureText({ failure: { code, reason } }: { readonly failure: NonNullable<LedgerEntry['failure']> }) {
  const say = useWords();
  const known = FAILURE_REASONS.find((each) => each === reason);
  const general = FAILURE_CODES.find((each) => each === code);
  return known ? say(reasonWord(known)) : general ? say(failureWord(general)) : <bdi>{reason ?? code}</bdi>;
}

function Where({ entry: { where, at } }: { readonly entry: LedgerEntry }) {
  const say = useWords();
  const labels = Object.entries(where?.labels ?? {}).filter(([, value]) => value !== '');
  return (
    <Section title={say('ledger.entry.where')}>
      <Facts>
        {where && (
          <>
            <Fact word={say('ledger.column.where')}>
              <bdi>{where.name}</bdi>
            </Fact>
            <Fact word={say('ledger.entry.system')}>
              <bdi>{where.system}</bdi>
            </Fact>
          </>
        )}
        {labels.length > 0 && (
          <Fact word={say('ledger.entry.labels')}>
            <bdi>{labels.map(([name, value]) => `${name}=${value}`).join(say('ui.list.comma'))}</bdi>
          </Fact>
        )}
        <Fact word={say('ledger.entry.at')}>
          <CodeText wrap>{at}</CodeText>
        </Fact>
      </Facts>
    </Section>
  );
}
