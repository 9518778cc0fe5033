import { useState } from 'react';
import { useRequest } from '../../data/request';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { Select } from '../../ui/select';
import { useWords } from '../../ui/use-words';
import styles from './monitor.module.css';
import type { Page } from './use-monitor-page';

const ALL = '';

/** Looks at a part of the rows alone: those where a category has one value. */
export function SliceDialog({ page: { id, monitor, view, set }, onClose }: { readonly page: Page; readonly onClose: () => void }) {
  const say = useWords();
  const [column, setColumn] = useState(view.slice?.column ?? ALL);
  const [value, setValue] = useState<string | null>(view.slice?.value ?? null);
  const asked = useRequest('drift.values', { id, column: column || ' ' }, { enabled: column !== ALL });
  const values = column === ALL ? [] : (asked.data?.values ?? []);
  const names = monitor.reference?.columns.map(({ name }) => name) ?? [];
  const isReady = column === ALL || value !== null;
  return (
    <FormDialog
      title={say('monitors.slice')}
      onClose={onClose}
      submitWord={say('monitors.slice.apply')}
      reason={isReady ? null : say('monitors.slice.value')}
      onSubmit={() => {
        set({ slice: column === ALL || value === null ? null : { column, value } });
        onClose();
      }}
    >
      <p className={styles.quiet}>{say('monitors.slice.text')}</p>
      <Select
        label={say('monitors.slice.by')}
        value={column}
        searchable
        choices={[{ value: ALL, label: say('monitors.slice.all') }, ...names.map((name) => ({ value: name, label: name }))]}
        onChange={(next) => {
          setColumn(next);
          setValue(null);
        }}
      />
      {asked.error && column !== ALL && <FailureState compact once failure={asked.error} />}
      {column !== ALL && asked.data && (
        <Select
          label={say('monitors.slice.value')}
          value={value}
          searchable
          choices={values.map((each) => ({ value: each.value, label: say('monitors.slice.value.rows', { value: each.value, rows: each.rows }) }))}
          onChange={setValue}
          error={values.length === 0 ? say('monitors.slice.none') : null}
        />
      )}
    </FormDialog>
  );
}
