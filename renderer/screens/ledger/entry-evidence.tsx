import type { Output } from '../../../shared/api/api';
import type { LedgerEntry } from '../../../shared/models/ledger-entry';
import type { SetAddress } from '../../data/address';
import { Section } from '../../parts/side-panel';
import { Fact, Facts } from '../../ui/facts';
import { CodeText } from '../../ui/code-text';
import { IconButton } from '../../ui/icon-button';
import { CopyIcon } from '../../ui/icons';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { copyText } from './copy-text';
import styles from './ledger.module.css';
import { VerdictChip, whatText } from './ledger-table';
import { shortDigest } from './rows';
import type { ViewState } from './view-state';

type Got = Output<'ledger.get'>;
export type EntryPart = { readonly got: Got; readonly set: SetAddress<ViewState> };

const OUTCOMES: Readonly<Record<LedgerEntry['checks'][number]['outcome'], MarkShape>> = { pass: 'ok', warn: 'warn', fail: 'bad', unknown: 'unknown' };

/** Which checks were made, and how each came out then. */
export function Checks({ entry: { checks } }: { readonly entry: LedgerEntry }) {
  const say = useWords();
  if (checks.length === 0) return null;
  return (
    <Section title={say('ledger.entry.checks')}>
      <ul className={styles.checks}>
        {checks.map(({ id, outcome }) => (
          <li key={id}>
            <StateMark shape={OUTCOMES[outcome]} size={13} />
            <span>{say(`actions.check.${id}`)}</span>
            <span className={styles.outcome}>{say(`actions.outcome.${outcome}`)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The intent of an outcome, and the outcome of an intent: each opens in this panel. */
export function Linked({ got: { linked }, set }: EntryPart) {
  const say = useWords();
  if (linked.length === 0) return null;
  return (
    <Section title={say('ledger.entry.linked')}>
      <ul className={styles.linked}>
        {linked.map((row) => (
          <li key={row.seq}>
            <button type="button" className={styles.link} onClick={() => set({ open: row.seq }, 'push')}>
              {say('ledger.entry', { seq: row.seq })}
            </button>
            <span className={styles.outcome}>{whatText(say, row)}</span>
            <VerdictChip row={row} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** By what the same act is found elsewhere. */
export function Correlation({ entry: { plan, auditIds, session, app } }: { readonly entry: LedgerEntry }) {
  const say = useWords();
  return (
    <Section title={say('ledger.entry.correlation')}>
      <Facts>
        {plan !== null && (
          <Fact word={say('ledger.entry.plan')}>
            <Copied text={plan} what={say('ledger.entry.plan')} />
          </Fact>
        )}
        {auditIds.map((id) => (
          <Fact key={id} word={say('ledger.entry.audit')}>
            <Copied text={id} what={say('ledger.entry.audit')} whole />
          </Fact>
        ))}
        <Fact word={say('ledger.entry.session')}>
          <bdi>{app}</bdi> <CodeText>{session.slice(0, 8)}</CodeText>
        </Fact>
      </Facts>
    </Section>
  );
}

/** How the entry is proved to be in the whole, drawn: from its leaf to the root, with the hash that joins at each level. */
export function Proof({ got: { entry, proof } }: { readonly got: Got }) {
  const say = useWords();
  return (
    <Section title={say('ledger.entry.proof')}>
      <p className={styles.sub}>{say('ledger.entry.proof.text', { count: proof.path.length, size: proof.size })}</p>
      <Facts>
        <Fact word={say('ledger.entry.hash')}>
          <Copied text={entry.hash} what={say('ledger.entry.hash')} />
        </Fact>
        <Fact word={say('ledger.root')}>
          <Copied text={proof.root} what={say('ledger.root')} />
        </Fact>
      </Facts>
    </Section>
  );
}

function Copied({ text, what, whole = false }: { readonly text: string; readonly what: string; readonly whole?: boolean }) {
  const say = useWords();
  return (
    <span className={styles.copied} title={text}>
      <CodeText wrap={whole}>{whole ? text : shortDigest(text)}</CodeText>
      <IconButton size="s" icon={CopyIcon} label={say('ledger.entry.copy', { what })} onClick={() => copyText(text, { word: 'ui.copied' })} />
    </span>
  );
}
