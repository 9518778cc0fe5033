import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { Output } from '../../../shared/api/api';
import { DatasetName, type NamedCheck } from '../../../shared/models/dataset';
import { WorkspacePath } from '../../../shared/models/workspace';
import { useChange } from '../../data/request';
import { datasetAddress } from '../../data/workspace-address';
import { CellsTable } from '../../parts/cells-table';
import { CheckEditor } from '../../parts/check-editor';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { SearchIcon } from '../../ui/icons';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './data.module.css';

export type RegisterDialogProps = { readonly connection: string; readonly taken: readonly string[]; readonly onClose: () => void };
type Peeked = Output<'data.peek'>;

/** The name of a file or folder, as a name for the dataset. */
const nameOf = (path: string) =>
  path
    .replace(/\/+$/, '')
    .replace(/[^/]*[*?][^/]*$/, '')
    .replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .replace(/\.(parquet|csv|jsonl|ndjson)(\.gz)?$/i, '');

/** Registers a file, a folder or a glob of the workspace: looked at first, so that one sees what it is. */
export function RegisterDialog({ connection, taken, onClose }: RegisterDialogProps) {
  const say = useWords();
  const navigate = useNavigate();
  const peek = useChange('data.peek');
  const register = useChange('data.register');
  const [path, setPath] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [labels, setLabels] = useState({ owner: '', sensitivity: '', region: '', description: '' });
  const [watched, setWatched] = useState(false);
  const [checks, setChecks] = useState<readonly NamedCheck[]>([]);
  // Of another path it says nothing.
  const seen = peek.data && peek.variables.source.path === path.trim() ? peek.data : null;
  const called = name ?? nameOf(path);
  const place = WorkspacePath.safeParse(path.trim()).data;
  const fault = taken.includes(called) ? 'taken' : DatasetName.safeParse(called).success ? null : 'name';
  const look = () => place !== undefined && peek.mutate({ connection, source: { path: place } });
  const press = () => {
    if (!seen || fault !== null) return;
    register.mutate(
      { connection, name: called, source: seen.source, labels, checks: [...checks], watched },
      {
        onSuccess: ({ name: made }) => {
          const { to, params = {} } = datasetAddress(connection, made);
          void navigate({ to, params: { ...params } });
        },
      },
    );
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say('data.register')}
      size="l"
      footer={
        <>
          <Button onClick={onClose}>{say('ui.cancel')}</Button>
          <Button
            kind="primary"
            working={register.isPending}
            reason={seen ? (fault ? say(`data.register.fault.${fault}`) : null) : say('data.register.look-first')}
            onClick={press}
          >
            {say('data.register.now')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.source}>
          <TextField
            label={say('data.register.path')}
            hint={say('data.register.path.hint')}
            mono
            firstFocus
            value={path}
            error={path.trim() !== '' && place === undefined ? say('data.register.fault.path') : null}
            onChange={setPath}
            onKeyDown={(event) => event.key === 'Enter' && look()}
          />
          <Button icon={SearchIcon} working={peek.isPending} reason={place === undefined ? say('data.register.fault.path') : null} onClick={look}>
            {say('data.register.look')}
          </Button>
        </div>
        {peek.error && peek.variables.source.path === path.trim() && <FailureState compact once failure={peek.error} what={say('data.register.unread')} />}
        {seen && (
          <>
            <Peek seen={seen} />
            <div className={styles.fields}>
              <TextField label={say('data.column.name')} value={called} error={fault && say(`data.register.fault.${fault}`)} onChange={setName} />
              {(['owner', 'sensitivity', 'region'] as const).map((label) => (
                <TextField
                  key={label}
                  label={say(`data.column.${label}`)}
                  value={labels[label]}
                  onChange={(value) => setLabels({ ...labels, [label]: value })}
                />
              ))}
            </div>
            <Checkbox label={say('data.watch')} hint={say('data.watch.hint')} checked={watched} onChange={setWatched} />
            <section>
              <h3 className={styles.heading}>{say('data.checks')}</h3>
              <CheckEditor checks={checks} onChange={setChecks} columns={seen.schema.map(({ name: column }) => column)} datasets={taken} />
            </section>
          </>
        )}
        {register.error && <FailureState compact once failure={register.error} what={say('data.register.failed')} />}
      </div>
    </Dialog>
  );
}

/** What is there: how much of it, and its first rows. */
function Peek({ seen }: { readonly seen: Peeked }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <section aria-label={say('data.register.seen')}>
      <p className={styles.quiet}>
        {say(`data.format.${seen.source.format}`)} · {say('data.files', { count: seen.files })} · <bdi>{bytesText(intl, seen.bytes)}</bdi> ·{' '}
        {say('data.columns', { count: seen.schema.length })}
      </p>
      <div className={styles.peek}>
        <CellsTable label={say('data.register.seen')} cells={seen.rows} />
      </div>
    </section>
  );
}
