import { useIntl } from 'react-intl';
import type { LedgerState } from '../../../shared/models/ledger-entry';
import type { Watched } from '../../data/watch';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/chip';
import { useClock } from '../../ui/clock';
import { CodeText } from '../../ui/code-text';
import { IconButton } from '../../ui/icon-button';
import { CopyIcon } from '../../ui/icons';
import type { MarkShape, Tone } from '../../ui/state-mark';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { copyText } from './copy-text';
import styles from './ledger.module.css';
import { shortDigest } from './rows';

const LOOKS: Readonly<Record<LedgerState['state'], { readonly tone: Tone; readonly mark: MarkShape }>> = {
  verifying: { tone: 'unknown', mark: 'running' },
  whole: { tone: 'ok', mark: 'ok' },
  faulty: { tone: 'bad', mark: 'bad' },
  unavailable: { tone: 'bad', mark: 'warn' },
};

/** Whether the whole is what was written, how much it is, and its root. */
export function Whole({ whole: { value } }: { readonly whole: Watched<LedgerState> }) {
  const say = useWords();
  const intl = useIntl();
  const at = value?.verifiedAt ?? null;
  const when = useClock((now) => (at === null ? '' : whenText(intl, at, now)));
  if (!value) return null;
  const { state, size, root } = value;
  const { tone, mark } = LOOKS[state];
  return (
    <div className={styles.whole}>
      <output>
        <Chip tone={tone} mark={mark}>
          {state === 'whole' && at === null ? say('ledger.state.whole.empty') : say(`ledger.state.${state}`, { at: when })}
        </Chip>
      </output>
      <span>{say('ledger.count', { total: size })}</span>
      {root !== null && size > 0 && (
        <span className={styles.root} title={root}>
          {say('ledger.root')} <CodeText>{shortDigest(root)}</CodeText>
          <IconButton size="s" icon={CopyIcon} label={say('ledger.root.copy')} onClick={() => copyText(root, { word: 'ui.copied' })} />
        </span>
      )}
    </div>
  );
}

/** What is wrong with the whole, with the entry where it begins. */
export function WholeFault({ whole: { value }, onOpen }: { readonly whole: Watched<LedgerState>; readonly onOpen: (seq: number) => void }) {
  const say = useWords();
  if (value?.state === 'unavailable') {
    return (
      <div className={styles.above}>
        <Banner tone="bad" title={say('ledger.unavailable')}>
          {value.fault && <Own text={value.fault.text} />}
        </Banner>
      </div>
    );
  }
  if (value?.state !== 'faulty' || !value.fault) return null;
  const { kind, seq, text } = value.fault;
  return (
    <div className={styles.above}>
      <Banner
        tone="bad"
        title={say(`ledger.fault.${kind}`, { seq: seq ?? 0 })}
        action={seq !== null && kind === 'leaf-changed' && <Button onClick={() => onOpen(seq)}>{say('ledger.fault.open', { seq })}</Button>}
      >
        {say('ledger.fault.text')}
        <Own text={text} />
      </Banner>
    </div>
  );
}

const Own = ({ text }: { readonly text: string }) =>
  text === '' ? null : (
    <div>
      <bdi dir="ltr">{text}</bdi>
    </div>
  );
