import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { ModelVersion } from '../../../shared/models/model';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import type { TableColumn } from '../../ui/table-column';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import styles from './model-version.module.css';

type File = ModelVersion['files'][number];
const rowKey = ({ path }: File) => path;

/** Every file of it, by digest; one that is not what it was is marked. */
export function FilesPanel({ version }: { readonly version: ModelVersion }) {
  const say = useWords();
  const { files, integrity } = version;
  const groups = useMemo(() => [{ key: '', rows: files }], [files]);
  const columns = useColumns(integrity.files);
  if (files.length === 0) return null;
  return (
    <div className={styles.files} style={{ ['--lines' as string]: files.length }}>
      <Panel fill padded={false} title={say('models.files')}>
        <VirtualTable label={say('models.files')} columns={columns} groups={groups} rowKey={rowKey} />
      </Panel>
    </div>
  );
}

function useColumns(wrong: readonly string[]) {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<File>[]>(
    () =>
      [
        {
          id: 'path',
          header: say('models.file'),
          width: 300,
          minWidth: 160,
          grow: true,
          cell: ({ path }: File) => (
            <span className={wrong.includes(path) ? styles.bad : undefined}>
              {wrong.includes(path) && <StateMark shape="bad" size={12} />} <CodeText>{path}</CodeText>
            </span>
          ),
        },
        { id: 'size', header: say('models.size'), width: 124, align: 'end' as const, cell: ({ bytes }: File) => <bdi>{bytesText(intl, bytes)}</bdi> },
        { id: 'digest', header: say('models.digest'), width: 220, minWidth: 120, grow: true, cell: ({ digest }: File) => <CodeText>{digest}</CodeText> },
      ].map((column) => ({ ...column, sortable: false })),
    [say, intl, wrong],
  );
}
