import { useMemo, useState } from 'react';
import { Button } from '../../ui/button';
import { Fact, Facts } from '../../ui/facts';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** More than this are folded, and can be searched. */
const SHOWN = 14;

/** What it was run with; what another run had otherwise comes first. */
export function ParametersPanel({ page: { run, against } }: { readonly page: Page }) {
  const say = useWords();
  const [all, setAll] = useState(false);
  const [find, setFind] = useState('');
  const params = useMemo(() => {
    const asked = find.trim().toLowerCase();
    const found = run.allParams.filter(({ key, value }) => asked === '' || key.toLowerCase().includes(asked) || value.toLowerCase().includes(asked));
    const differs = (key: string) => against?.params.has(key) ?? false;
    return found.map((param) => ({ ...param, differs: differs(param.key) })).toSorted((one, other) => Number(other.differs) - Number(one.differs));
  }, [run.allParams, against, find]);
  const count = run.allParams.length;
  const shown = all ? params : params.slice(0, SHOWN);
  const differing = params.filter(({ differs }) => differs).length;
  return (
    <Panel title={say('runs.params')} aside={against ? say('runs.params.differ', { count: differing, total: count }) : say('runs.params.count', { count })}>
      {count === 0 && <p className={styles.quiet}>{say('runs.params.none')}</p>}
      {count > SHOWN && all && <SearchField label={say('runs.params.find')} value={find} onChange={setFind} />}
      <Facts ends>
        {shown.map(({ key, value, differs }) => (
          <Fact key={key} word={<bdi title={key}>{key}</bdi>}>
            {differs ? (
              <span className={styles.differs}>
                <StateMark shape="candidate" size={11} /> <bdi dir="auto">{value}</bdi>
              </span>
            ) : (
              <bdi dir="auto" title={value}>
                {value}
              </bdi>
            )}
            {differs && <span className={styles.quiet}> {say('runs.params.was', { value: against?.params.get(key) ?? '–' })}</span>}
          </Fact>
        ))}
      </Facts>
      {params.length > SHOWN && !all && (
        <Button kind="quiet" size="s" full onClick={() => setAll(true)}>
          {say('runs.more', { count: params.length - SHOWN })}
        </Button>
      )}
    </Panel>
  );
}
