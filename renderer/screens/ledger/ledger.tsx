import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import { useAddress } from '../../data/address';
import { useLedgerPages, useLedgerState } from '../../data/ledger';
import { markInteractive } from '../../data/marks';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { Split } from '../../parts/side-panel';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { useClock } from '../../ui/clock';
import { UpIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { Entry } from './entry';
import styles from './ledger.module.css';
import { LedgerTable } from './ledger-table';
import { filterOf, isNarrowed } from './rows';
import { TableState } from './table-state';
import { Toolbar } from './toolbar';
import { useLedgerActions } from './use-ledger-actions';
import { Whole, WholeFault } from './whole';
import { type ViewState, viewState } from './view-state';

const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
  { keys: '/', word: 'shell.hint.find' },
] as const;
const NO_FILTER = { text: '', whats: [], verdict: null, connections: [], entity: null, when: { kind: 'any' } } as const;

/** Every act from here and every refusal, on record. */
export function Ledger() {
  const say = useWords();
  const [state, set] = useAddress(viewState);
  const field = useRef<HTMLInputElement>(null);
  const [atTop, setAtTop] = useState(true);
  const whole = useLedgerState();
  const filter = useFilter(state);
  // What is read must not move: new entries come by themselves only where nobody has gone down or opened one.
  const pages = useLedgerPages(filter, whole.value?.size ?? null, atTop && state.open === null);
  const verify = useLedgerActions(field);
  const close = useCallback(() => set({ open: null }), [set]);
  const narrowed = isNarrowed(state);
  useEffect(() => {
    if (pages.total !== null || pages.failure || whole.failure) markInteractive();
  }, [pages.total, pages.failure, whole.failure]);

  return (
    <>
      <ScreenHeader title={say('ledger.title')} lead={<Whole whole={whole} />}>
        <Button working={verify.running} onClick={verify.run}>
          {say('ledger.verify')}
        </Button>
      </ScreenHeader>
      <WholeFault whole={whole} onOpen={(open) => set({ open }, 'push')} />
      {whole.lostAt !== null && <Lost at={whole.lostAt} />}
      <Toolbar state={state} set={set} field={field} />
      <Split>
        <Panel
          fill
          padded={false}
          hints={
            pages.rows.length > 0 && (
              <>
                <Count pages={pages} narrowed={narrowed} />
                <span className={styles.hints}>
                  <KeyHints hints={HINTS} />
                </span>
              </>
            )
          }
        >
          {pages.fresh > 0 && <Fresh count={pages.fresh} onShow={pages.takeFresh} />}
          {pages.rows.length > 0 ? (
            <LedgerTable pages={pages} open={state.open} onOpen={(open) => set({ open }, state.open === null ? 'push' : 'replace')} onTop={setAtTop} />
          ) : (
            <TableState pages={pages} whole={whole} onClear={narrowed ? () => set(NO_FILTER) : null} />
          )}
        </Panel>
        {state.open !== null && <Entry key={state.open} seq={state.open} set={set} onClose={close} />}
      </Split>
    </>
  );
}

/** Bounds of days move at midnight only, and the filter stays the same object meanwhile. */
function useFilter(state: ViewState) {
  const text = useClock((now) => JSON.stringify(filterOf(state, now)));
  return useMemo(() => JSON.parse(text) as ReturnType<typeof filterOf>, [text]);
}

function Count({
  pages: { rows, total },
  narrowed,
}: {
  readonly pages: Pick<ReturnType<typeof useLedgerPages>, 'rows' | 'total'>;
  readonly narrowed: boolean;
}) {
  const say = useWords();
  const [first, last] = [rows[0], rows.at(-1)];
  return (
    <output>
      {total !== null && say(narrowed ? 'ledger.count.match' : 'ledger.count', { total })}
      {first && last && ` · ${say('ledger.loaded', { first: first.seq, last: last.seq })}`}
    </output>
  );
}

function Fresh({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const say = useWords();
  return (
    <div className={styles.fresh}>
      <Button size="s" icon={UpIcon} onClick={onShow} title={say('ledger.fresh.show')}>
        {say('ledger.fresh', { count })}
      </Button>
    </div>
  );
}

function Lost({ at }: { readonly at: number }) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => say('ledger.lost', { at: whenText(intl, at, now, true) }));
  return (
    <div className={styles.above}>
      <Banner tone="info" title={text} />
    </div>
  );
}
