import { useState } from 'react';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { CellsTable } from '../../parts/cells-table';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './dataset.module.css';

const PAGE = 200;

/** The rows themselves, a page at a time. */
export function RowsTab({ here: { connection }, name, version }: { readonly here: Here; readonly name: string; readonly version: string }) {
  const say = useWords();
  const [offset, setOffset] = useState(0);
  const { data, error, refetch, isPlaceholderData } = useRequest('data.rows', { connection, name, version, offset, limit: PAGE }, { keep: true });
  if (error && !data) return <FailureState failure={error} what={say('data.rows.unread')} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState what={say('data.rows.loading')} lines={6} />;
  const last = Math.min(data.total, offset + data.rows.length);
  return (
    <div className={styles.rows}>
      <Panel
        fill
        padded={false}
        footer={
          <>
            <span>{data.total === 0 ? say('data.rows.none') : say('data.rows.range', { first: offset + 1, last, total: data.total })}</span>
            <span className={styles.end}>
              <Button size="s" reason={offset === 0 ? say('data.rows.at-start') : null} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
                {say('data.rows.earlier')}
              </Button>
              <Button
                size="s"
                working={isPlaceholderData}
                reason={last >= data.total ? say('data.rows.at-end') : null}
                onClick={() => setOffset(offset + PAGE)}
              >
                {say('data.rows.later')}
              </Button>
            </span>
          </>
        }
      >
        <CellsTable label={say('data.tab.rows')} cells={data} />
      </Panel>
    </div>
  );
}
