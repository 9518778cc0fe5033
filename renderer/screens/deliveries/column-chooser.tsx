import { useState } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { ColumnsIcon, DownIcon, UpIcon } from '../../ui/icons';
import { Checkbox } from '../../ui/switch';
import { moveColumn } from '../../ui/table-column';
import { useWords } from '../../ui/use-words';
import { type ColumnId, isColumn, NAME_COLUMN } from './order';
import styles from './toolbar.module.css';
import { allColumns, DEFAULT_COLUMNS } from './view-state';

export type ColumnChooserProps = { readonly columns: readonly ColumnId[]; readonly onChange: (columns: readonly ColumnId[]) => void };

/** Which columns are shown, and in which order. The headings of the table do it by mouse. */
export function ColumnChooser({ columns, onChange }: ColumnChooserProps) {
  const say = useWords();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button icon={ColumnsIcon} onClick={() => setOpened(true)}>
        {say('deliveries.columns')}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={say('deliveries.columns')}
        size="s"
        footer={<Button onClick={() => onChange(DEFAULT_COLUMNS)}>{say('deliveries.columns.reset')}</Button>}
      >
        <div className={styles.columns}>
          {allColumns(columns).map((id) => (
            <Line key={id} id={id} columns={columns} onChange={onChange} />
          ))}
        </div>
      </Dialog>
    </>
  );
}

function Line({ id, columns, onChange }: ColumnChooserProps & { readonly id: ColumnId }) {
  const say = useWords();
  const at = columns.indexOf(id);
  const shown = at >= 0;
  const column = say(`deliveries.column.${id}`);
  const move = (target: ColumnId | undefined) => target && onChange(moveColumn(columns, id, target).filter(isColumn));
  return (
    <div className={styles.column}>
      <Checkbox
        label={column}
        checked={shown}
        reason={id === NAME_COLUMN ? say('deliveries.columns.needed') : null}
        onChange={(checked) => onChange(checked ? [...columns, id] : columns.filter((each) => each !== id))}
      />
      {shown && at > 0 && <IconButton size="s" icon={UpIcon} label={say('deliveries.columns.earlier', { column })} onClick={() => move(columns[at - 1])} />}
      {shown && at < columns.length - 1 && (
        <IconButton size="s" icon={DownIcon} label={say('deliveries.columns.later', { column })} onClick={() => move(columns[at + 1])} />
      )}
    </div>
  );
}
